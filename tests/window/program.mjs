// The real program in a window of its own: built by script/test, driven through WebKitWebDriver.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { end } from "./display.mjs";
import { Page, until } from "./driver.mjs";

const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
const target = process.env.CARGO_TARGET_DIR ?? join(cache, "callboard", "target");
export const binary = process.env.CALLBOARD_DESKTOP ?? join(target, "debug", "callboard-desktop");
/** The command line, where a test needs a program beside the window. */
export const commandLine = process.env.CALLBOARD_BIN ?? join(target, "debug", "callboard");

/** A data directory that goes with the test. */
export function dataDirectory(test) {
  const folder = mkdtempSync(join(tmpdir(), "callboard-window-"));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What the program is started with: a language (without one, dates cannot be written) and no desktop of ours. */
export function environment(display, dataDir) {
  const { DBUS_SESSION_BUS_ADDRESS, WAYLAND_DISPLAY, LC_ALL, ...rest } = process.env;
  return {
    ...rest,
    DISPLAY: display,
    LANG: "en_US.UTF-8",
    CALLBOARD_DATA_DIR: dataDir,
    TAURI_WEBVIEW_AUTOMATION: "true",
    NO_AT_BRIDGE: "1",
  };
}

/** Starts the program under a driver of its own and waits for its page. `env`: what it has beside the usual. */
export async function startProgram(test, display, dataDir, env = {}) {
  const port = await freePort();
  const driver = spawn("WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"], {
    env: { ...environment(display.name, dataDir), ...env },
    stdio: ["ignore", "inherit", "inherit"],
  });
  test.after(() => end(driver, "SIGKILL"));
  const address = `http://127.0.0.1:${port}`;
  await until("the driver answers", async () => (await fetch(`${address}/status`)).ok);
  const page = await Page.open(address, binary);
  const program = new Program(page, childOf(driver.pid), driver, display);
  test.after(() => program.kill());
  return program;
}

class Program {
  #driver;
  #display;

  constructor(page, pid, driver, display) {
    this.page = page;
    this.pid = pid;
    this.#driver = driver;
    this.#display = display;
  }

  /** Closes the window as a person does; the program ends by itself. */
  async close() {
    this.#display.closeWindow("Callboard");
    await this.#gone();
  }

  /** Asks the program to end as a log-out does. */
  async terminate() {
    process.kill(this.pid, "SIGTERM");
    await this.#gone();
  }

  kill() {
    if (isRunning(this.pid)) process.kill(this.pid, "SIGKILL");
  }

  /** It promises to be gone within 10 s. */
  async #gone() {
    await until("the program ended by itself", async () => !isRunning(this.pid), 12);
    await end(this.#driver, "SIGTERM");
  }
}

/** A process that ended but was not yet waited for counts as gone. */
function isRunning(pid) {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** The driver does not tell whom it started. */
function childOf(parent) {
  const child = readdirSync("/proc").find((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/status`, "utf8").includes(`\nPPid:\t${parent}\n`);
    } catch {
      return false;
    }
  });
  if (!child) throw new Error("the driver started no program");
  return Number(child);
}

export function freePort() {
  return new Promise((found, failed) => {
    const server = createServer().once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

/** Asks the engine as the page does. */
export function askEngine(page, command, args = {}) {
  return page.run("return window.__TAURI_INTERNALS__.invoke('rpc', { command: arguments[0], args: arguments[1] })", command, args);
}

/** Where pictures of the window go, for whoever reads a failure. */
export function pictures() {
  const folder = new URL("../../test-results/window/", import.meta.url).pathname;
  mkdirSync(folder, { recursive: true });
  return folder;
}
