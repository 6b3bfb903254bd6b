import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { look, openProgram } from "./harness";

/** Asks the program as a page does, by the page's own cookie. */
function ask(page: Page, command: string, args: object): Promise<unknown> {
  return page.evaluate(async (body) => {
    const headers = { "Content-Type": "application/json" };
    return (await fetch("/rpc", { method: "POST", headers, body })).json();
  }, JSON.stringify({ command, args }));
}

/** Who is told of the end: takes every delivery. */
async function openReceiver(): Promise<string> {
  const server = createServer((request, response) =>
    request.resume().on("end", () => response.writeHead(204).end()),
  );
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
}

test("a run of the real program is followed to its end, its receiver is told, and the log of it is whole", async () => {
  const app = await openProgram();
  const { page } = app;
  const url = await openReceiver();
  await ask(page, "settings.set", { key: "delivery.allowed_subnets", value: ["127.0.0.0/8"] });
  await ask(page, "endpoint.save", { name: "Receiver", url, events: ["campaign.completed"], enabled: true });
  const demo = (await ask(page, "demo.start", {})) as { run: string };
  expect(demo.run, JSON.stringify(demo)).toMatch(/^run_/);
  await page.evaluate((run) => {
    location.hash = `/runs/${run}`;
  }, demo.run);
  await page.getByRole("img", { name: /Progress/ }).waitFor();
  await app.check();
  await look(app, "real-run");
  await page.getByText("completed", { exact: true }).first().waitFor({ timeout: 90_000 });
  await page.getByRole("grid", { name: "Windows" }).getByText("refused").first().waitFor();
  await app.check();
  await look(app, "real-run-completed");
  await page.getByRole("heading", { name: "Audit rows" }).scrollIntoViewIfNeeded();
  await look(app, "real-run-foot");
  await page.getByRole("link", { name: "All in the audit log" }).click();
  await page
    .getByRole("row", { name: /run\.end/ })
    .first()
    .click();
  await page.getByRole("complementary").getByText("Its place in the chain").waitFor();
  await app.check();
  await look(app, "real-audit");
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByText("The log is whole").waitFor();
  await app.check();
  await look(app, "real-verified");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByRole("link", { name: /^Traffic/ }).click();
  await page.getByRole("row", { name: /delivered.*sent.*campaign\.completed.*Receiver/ }).click();
  const trace = page.getByRole("region", { name: "On the way to its receiver" });
  await trace.getByText(/It answered 204 in/).waitFor();
  await trace.getByText("It arrived at Receiver.").waitFor();
  await app.check();
  await look(app, "real-traffic");
}, 180_000);
