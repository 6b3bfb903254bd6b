// What the window lets a page do, and what it says when it cannot open. The pages have their own tests in
// tests/browser; here is only what needs the real window.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, test } from "node:test";
import { end, openDisplay } from "./display.mjs";
import { until } from "./driver.mjs";
import { askEngine, binary, dataDirectory, environment, pictures, startProgram } from "./program.mjs";

const LIMIT = { timeout: 120_000 };
let display;

before(async () => {
  display = await openDisplay();
});
after(() => display?.stop());

test("a fresh start shows the shell, and offers the stand-in tenant", LIMIT, async (t) => {
  const program = await startProgram(t, display, dataDirectory(t));
  const { page } = program;
  assert.equal(await page.title(), "Callboard");
  await until("the window is shown because its page has painted", async () => display.windowNamed("Callboard"), 5);
  await until("the first page", async () => (await page.text()).includes("stand-in tenant"));
  await page.settled();
  display.screenshot(`${pictures()}first-start.png`);

  const width = await page.run(`
    const probe = document.createElement("style");
    probe.textContent = "#callboard-probe { width: 123px }";
    document.head.append(probe);
    const box = document.createElement("div");
    box.id = "callboard-probe";
    document.body.append(box);
    const width = getComputedStyle(box).width;
    probe.remove();
    box.remove();
    return width;
  `);
  assert.equal(width, "123px", "styles made at run time hold: the components are built on them");
  await program.close();
});

test("a page reaches the engine and nothing else", LIMIT, async (t) => {
  const program = await startProgram(t, display, dataDirectory(t));
  const { page } = program;
  await until("a page", () => page.text());

  const status = await askEngine(page, "status.show");
  assert.equal(typeof status, "object", "a command of the engine is answered");
  await assert.rejects(askEngine(page, "no.such"), /unknown_command/, "a refusal has its code");

  const foreign = ["plugin:notification|notify", "plugin:window|destroy", "plugin:webview|create_webview_window"];
  for (const command of foreign) {
    const call = page.run("return window.__TAURI_INTERNALS__.invoke(arguments[0], {})", command);
    await assert.rejects(call, /not allowed/, `${command} is not the page's to call`);
  }
  const fetched = page.run("return (await fetch('http://127.0.0.1:9/')).status");
  await assert.rejects(fetched, /in the page/, "only the engine speaks to the network");

  const stayed = await page.run(`
    location.href = "https://callboard.invalid/";
    await new Promise((next) => setTimeout(next, 300));
    return location.protocol + typeof window.open("https://callboard.invalid/");
  `);
  assert.equal(stayed, "tauri:object", "the window stays with the pages built in, and opens no other");
  await program.terminate();
});

test("a second window on the same data says so and ends; the first goes on", LIMIT, async (t) => {
  const data = dataDirectory(t);
  const program = await startProgram(t, display, data);
  const { page } = program;
  await until("a page", () => page.text());

  const second = spawn(binary, { env: environment(display.name, data), stdio: ["ignore", "ignore", "pipe"] });
  t.after(() => end(second, "SIGKILL"));
  let said = "";
  second.stderr.setEncoding("utf8").on("data", (piece) => {
    said += piece;
  });
  await until("the dialog", async () => display.windowNamed("Callboard cannot start"));
  assert.match(said, /callboard-desktop: .*running/i, "the same words are on stderr, for a terminal");
  display.screenshot(`${pictures()}second-window.png`);
  display.closeWindow("Callboard cannot start");
  await until("the second ended", async () => second.exitCode !== null);
  assert.equal(second.exitCode, 1);
  assert.ok(await page.text(), "the first window still answers");
  await program.close();
});
