// A display of our own, so that the window opens on a machine without one and nobody's desktop is disturbed.
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Starts Xvfb on the first free display number, which it picks itself. */
export async function openDisplay() {
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1400x900x24", "-nolisten", "tcp", "-noreset"], {
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  });
  const name = `:${await firstLine(server, server.stdio[3])}`;
  return new Display(name, server);
}

class Display {
  #server;

  constructor(name, server) {
    this.name = name;
    this.#server = server;
  }

  /** The picture comes from the X server: the driver's own screenshot can end its session. */
  screenshot(file) {
    this.#run("import", "-window", "root", file);
  }

  /** The X11 number of the window with exactly this title that can be seen; empty where there is none. */
  windowNamed(title) {
    return spawnSync("xdotool", ["search", "--onlyvisible", "--name", `^${title}$`], this.#options()).stdout.split("\n")[0];
  }

  /** Closes a window as a click on its close button does. */
  closeWindow(title) {
    this.#run("python3", fileURLToPath(new URL("close_window.py", import.meta.url)), this.windowNamed(title));
  }

  stop() {
    return end(this.#server, "SIGTERM");
  }

  #run(program, ...args) {
    const done = spawnSync(program, args, this.#options());
    if (done.status !== 0) throw new Error(`${program} ${args.join(" ")}: ${done.error ?? done.stderr}`);
  }

  #options() {
    return { env: { ...process.env, DISPLAY: this.name }, encoding: "utf8" };
  }
}

/** Ends a process that we started, and waits until it is gone. */
export function end(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((gone) => {
    child.once("exit", () => gone());
    child.kill(signal);
  });
}

function firstLine(child, stream) {
  return new Promise((found, failed) => {
    let text = "";
    stream.setEncoding("utf8").on("data", (piece) => {
      text += piece;
      if (text.includes("\n")) found(text.trim());
    });
    child.once("error", failed);
    child.once("exit", (code) => failed(new Error(`Xvfb ended with ${code} before it had a display`)));
  });
}
