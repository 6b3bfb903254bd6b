import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openApp, startProgram } from "./harness";

test("a program that was started again says that a new ticket is needed, and the page goes on where it was", async () => {
  const folder = mkdtempSync(join(tmpdir(), "callboard-restarted-"));
  const first = await startProgram(folder);
  const http = new URL(first.http).host;
  let running = first;
  const app = await openApp(first.http, async () => {
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await app.page.getByRole("link", { name: "Audit" }).click();
  await app.page.waitForURL(/#\/audit/);
  // The page's own file is here before the program goes.
  await app.page.getByRole("heading", { name: "Audit", level: 1 }).waitFor();

  await first.stop();
  const line = app.page.getByRole("alert", { name: "Trouble with the program" });
  await line.getByText("The program does not answer").waitFor();

  running = await startProgram(folder, { http });
  await line.getByText("callboard ticket").waitFor();
  await app.check();
  // The ticket becomes a cookie of this browser, whichever tab opened it.
  const tab = await app.context.newPage();
  await tab.goto(running.http);
  await line.waitFor({ state: "hidden" });
  expect(app.page.url()).toContain("#/audit");
});
