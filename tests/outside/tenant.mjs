// The stand-in tenant in a process of its own, and the hand that makes it fail.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/**
 * @typedef {{ id: string, timezone: string, start: string, end: string }} Window
 * @typedef {{ attempted: number, connected: number, completed: number }} Figures
 * @typedef {{ method: string, path: string, status: number | null, fault: string | null }} Entry
 */

/** What everybody knows of the stand-in. */
export const CLIENT = { id: "demo", secret: "demo-secret" };

/**
 * Starts `callboard simulate`.
 * @param {string} binary
 * @param {Record<string, string>} env
 * @param {(ending: () => Promise<void>) => void} after what is run when the test is over
 */
export async function openTenant(binary, env, after) {
  const program = spawn(binary, ["simulate", "--listen", "127.0.0.1:0"], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  after(async () => {
    if (program.exitCode !== null) return;
    const gone = once(program, "exit");
    program.kill("SIGTERM");
    await gone;
  });
  const [line] = /** @type {[string]} */ (await once(createInterface({ input: program.stdout }), "line"));
  const { listening } = /** @type {{ listening: string }} */ (JSON.parse(line));
  return new Tenant(`http://${listening}`);
}

export class Tenant {
  /** @param {string} url */
  constructor(url) {
    this.url = url;
  }

  /** @param {object[]} campaigns */
  putCampaigns(campaigns) {
    return this.#ask("PUT", "campaigns", { campaigns });
  }

  /** @param {object} fault */
  fail(fault) {
    return this.#ask("POST", "faults", fault);
  }

  recover() {
    return this.#ask("DELETE", "faults");
  }

  /** @returns {Promise<Window[]>} */
  async windows() {
    return /** @type {{ windows: Window[] }} */ (await this.#ask("GET", "windows")).windows;
  }

  /**
   * @param {string} campaign
   * @returns {Promise<Figures>}
   */
  async figures(campaign) {
    return /** @type {Figures} */ (await this.#ask("GET", `campaigns/${campaign}/figures`));
  }

  /** @returns {Promise<Entry[]>} */
  async journal() {
    return /** @type {{ entries: Entry[] }} */ (await this.#ask("GET", "journal?since=0")).entries;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<unknown>}
   */
  async #ask(method, path, body) {
    const response = await fetch(`${this.url}/_control/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
}
