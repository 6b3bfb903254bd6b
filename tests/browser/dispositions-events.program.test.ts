import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { look, openProgram } from "./harness";

test("a call that ends with an unknown code is mapped, and what a draft would do to real events is told", {
  timeout: 120_000,
}, async () => {
  const app = await openProgram();
  const { page } = app;
  const send = await sender(page, app.listening);
  for (const [index, code] of ["1001", "4001", "5001", "5001"].entries()) await send(`c-${index}`, code);

  await page.getByRole("link", { name: "Dispositions" }).click();
  await page.getByRole("link", { name: "Feed" }).click();
  await page.getByRole("row", { name: /c-0.*1001.*do_not_call.*critical/ }).waitFor();
  await send("c-9", "3001");
  await page.getByRole("row", { name: /c-9.*3001.*qualified_lead/ }).waitFor();
  await app.check();
  await look(app, "dispositions-real-feed");

  await page.getByRole("link", { name: /^Unmapped/ }).click();
  await page.getByRole("row", { name: /5001.*Voicemail.*2.*2/ }).click();
  await page.getByRole("combobox", { name: "Category" }).click();
  await page.getByRole("option", { name: "callback_later" }).click();
  await page.getByRole("button", { name: "Map 5001" }).click();
  await page.getByText("2 events are applied anew.").waitFor();
  await page.getByText("Every code that came is in the map").waitFor();

  await page.getByRole("link", { name: "Map", exact: true }).click();
  await page.getByRole("row", { name: /^4001/ }).getByRole("gridcell").nth(2).focus();
  await page.keyboard.type("do");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Try…" }).click();
  await page.getByText("1 contact would be put on the do-not-call list.").waitFor();
  await page.getByRole("button", { name: "c-1" }).waitFor();
  await app.check();
  await look(app, "dispositions-real-tried");
  await page.getByRole("button", { name: "c-1" }).click();
  await page.getByText("From arrival to effect").waitFor();
  await page.getByText(/Decided by map version 1: code 4001/).waitFor();
  await expect.poll(() => page.url()).toMatch(/traffic\?open=evt_/);
});

/** The stand-in tenant with a source that needs no secret; answers what sends an event to it. */
async function sender(page: Page, listening: string) {
  await page.getByRole("button", { name: "Start the demo" }).click();
  await page.waitForURL(/#\/runs\/run_/, { timeout: 30_000 });
  const [connection] = (await ask(page, "connection.list", {})) as { id: string }[];
  const source = { name: "Dialer", kind: "call-result", connection: connection?.id, auth: "none" };
  await ask(page, "source.save", { ...source, enabled: true });
  return async (contactId: string, dispositionCode: string) => {
    const timestamp = new Date().toISOString();
    const callResult = dispositionCode === "5001" ? "Voicemail" : "answered";
    const answer = await fetch(`http://${listening}/webhook/call-result`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ contactId, dispositionCode, callResult, timestamp }),
    });
    expect(answer.status, await answer.text()).toBe(200);
  };
}

function ask(page: Page, command: string, args: object): Promise<unknown> {
  return page.evaluate(
    async ([command, args]) => {
      const body = JSON.stringify({ command, args });
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch("/rpc", { method: "POST", headers, body });
      if (!answer.ok) throw new Error(await answer.text());
      return answer.json();
    },
    [command, args] as const,
  );
}
