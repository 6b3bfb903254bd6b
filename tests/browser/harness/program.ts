import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type App, openApp } from "./app";

interface ProgramSettings {
  /** Further arguments of `callboard serve`. */
  args?: readonly string[];
  /** A data directory that outlives the program, for tests of a restart; by default a fresh one, removed after. */
  dataDir?: string;
  /** What its environment has beside this process's own. */
  env?: Record<string, string>;
  /** What the page takes for the time when it opens, in milliseconds since 1970; by default what it is. */
  now?: number;
  /** Where its HTTP door opens; by default a port that the system chooses. */
  http?: string;
}

/** The program in a process of its own. */
export interface Started {
  /** With a one-time ticket. */
  http: string;
  listening: string;
  stop(): Promise<void>;
}

/** The program in a browser, and where its listener is: `127.0.0.1:PORT`. */
export interface Opened extends App {
  listening: string;
}

/** Starts `callboard serve` with a listener, and opens its pages in Chromium. */
export async function openProgram({ dataDir, now, ...settings }: ProgramSettings = {}): Promise<Opened> {
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), "callboard-browser-"));
  const { http, listening, stop } = await startProgram(folder, settings);
  const ending = async () => {
    await stop();
    if (dataDir === undefined) rmSync(folder, { recursive: true, force: true });
  };
  const app = await openApp(http, ending, now);
  return Object.assign(app, { listening });
}

/** Starts `callboard serve` with a listener on this data directory. */
export async function startProgram(
  folder: string,
  { args = [], env = {}, http = "127.0.0.1:0" }: Omit<ProgramSettings, "dataDir" | "now"> = {},
): Promise<Started> {
  const program = spawn(
    binary(),
    [
      "serve",
      "--data-dir",
      folder,
      "--secrets",
      "session",
      "--listen",
      "127.0.0.1:0",
      "--http",
      http,
      ...args,
    ],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, CALLBOARD_UI: UI, ...env } },
  );
  return { ...(await firstLine(program)), stop: () => stop(program) };
}

const UI = process.env.CALLBOARD_UI ?? fileURLToPath(new URL("../../../ui/dist", import.meta.url));

/** `CALLBOARD_BIN`, or what cargo built last: a release of the day before is not what is tested. */
export function binary(): string {
  const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../../../target", import.meta.url));
  const cache = join(homedir(), ".cache/callboard/target");
  const candidates = [target, cache].flatMap((root) => [
    join(root, "release/callboard"),
    join(root, "debug/callboard"),
  ]);
  const built = candidates.filter((path) => existsSync(path));
  const newest = built.sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs)[0];
  const found = process.env.CALLBOARD_BIN ?? newest;
  if (found === undefined)
    throw new Error(`no callboard binary: set CALLBOARD_BIN or build it (${candidates.join(", ")})`);
  return found;
}

/** The first line is `{"listening", "http"}`; `http` carries the one-time ticket. */
async function firstLine(program: ChildProcess): Promise<{ http: string; listening: string }> {
  if (program.stdout === null || program.stderr === null) throw new Error("the program has no output");
  const complaints: string[] = [];
  createInterface({ input: program.stderr }).on("line", (line) => complaints.push(line));
  const lines = createInterface({ input: program.stdout });
  const ended = once(program, "exit").then(() => {
    throw new Error(`callboard serve ended before it was ready:\n${complaints.slice(-20).join("\n")}`);
  });
  const [line] = await Promise.race([once(lines, "line") as Promise<[string]>, ended]);
  ended.catch(() => {});
  return JSON.parse(line) as { http: string; listening: string };
}

/** SIGTERM, and what is promised: it leaves within 10 s. */
async function stop(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null) return;
  const gone = once(program, "exit");
  program.kill("SIGTERM");
  const late = setTimeout(() => program.kill("SIGKILL"), 12_000);
  await gone;
  clearTimeout(late);
}
