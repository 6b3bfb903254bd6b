// A calendar in the test's hand for real programs: libfaketime stands between them and the system. What measures how
// long something took goes on as it is, as on a laptop that was asleep.
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const LIBRARY = ["x86_64", "aarch64"]
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`)
  .find(existsSync);

/** The calendar of every program that is started with its `env`. */
export class Calendar {
  #folder = mkdtempSync(join(tmpdir(), "callboard-calendar-"));
  #file = join(this.#folder, "offset");
  #offset = 0;

  /**
   * @param {string} at RFC 3339
   * @param {(ending: () => void) => void} after what is run when the test is over
   */
  constructor(at, after) {
    if (LIBRARY === undefined) throw new Error("libfaketime is missing: script/bootstrap installs it");
    after(() => rmSync(this.#folder, { recursive: true, force: true }));
    this.set(at);
  }

  /** @returns {Record<string, string>} */
  get env() {
    return {
      LD_PRELOAD: LIBRARY ?? "",
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_CACHE_DURATION: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      NO_FAKE_STAT: "1",
    };
  }

  /** Milliseconds since 1970, as the programs read them. */
  now() {
    return Date.now() + this.#offset;
  }

  /** @param {string} at RFC 3339 */
  set(at) {
    this.#offset = Date.parse(at) - Date.now();
    const seconds = this.#offset / 1000;
    const text = `${seconds < 0 ? "-" : "+"}${Math.abs(seconds).toFixed(3)}`;
    // Whoever reads it meanwhile finds the old one or the new one, never half of it.
    writeFileSync(`${this.#file}.new`, text);
    renameSync(`${this.#file}.new`, this.#file);
  }
}
