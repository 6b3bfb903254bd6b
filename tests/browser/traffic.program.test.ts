import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { openProgram } from "./harness";

/** As a sender signs, by Standard Webhooks. */
function signed(secret: string, id: string, body: string): Record<string, string> {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const at = Math.floor(Date.now() / 1_000);
  const signature = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64");
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(at),
    "webhook-signature": `v1,${signature}`,
  };
}

test("a source is added in the window, what it sends is in Traffic, and what is forged is counted", async () => {
  const { page, listening, check } = await openProgram();
  // A tenant that nobody has to ask for this.
  const saved = await page.evaluate(async () => {
    const settings = { name: "Acme", base_url: "http://127.0.0.1:9", client_id: "x" };
    const args = { settings, client_secret: "not asked for here" };
    const answer = await fetch("/rpc", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ command: "connection.save", args }),
    });
    return answer.status;
  });
  expect(saved).toBe(200);
  await page.goto(new URL("#/settings?part=listener", page.url()).href);
  await page.getByText(/Only programs on this computer reach it/).waitFor();
  await page.getByRole("button", { name: "Add a source" }).click();
  const sheet = page.getByRole("dialog", { name: "Add a source" });
  await sheet.getByLabel("Name").fill("Opt-out form");
  await sheet.getByRole("combobox", { name: "What it sends" }).click();
  await page.getByRole("option", { name: "Opt-ins and opt-outs" }).click();
  await sheet.getByRole("button", { name: "Save" }).click();
  const shown = page.getByRole("dialog", { name: "The secret of Opt-out form" });
  const secret = (await shown.locator("pre").textContent()) ?? "";
  expect(secret).toMatch(/^whsec_/);
  await shown.getByRole("button", { name: /stored/i }).click();

  const body = JSON.stringify({
    phoneNumber: "+14155552671",
    eventName: "optOut",
    timestamp: new Date().toISOString(),
  });
  const post = (headers: Record<string, string>) =>
    fetch(`http://${listening}/webhook/data-action`, { method: "POST", headers, body });
  expect((await post(signed(secret, "msg_1", body))).status).toBe(200);
  expect((await post({ ...signed(secret, "msg_2", body), "webhook-id": "msg_3" })).status).toBe(401);

  await page.keyboard.press("g");
  await page.keyboard.press("t");
  const row = page.getByRole("row").filter({ hasText: "Opt-out form" }).filter({ hasText: "+1 415" });
  await row.click();
  await page.getByText("It is on disk, and its sender was told so.").waitFor();
  await page.getByText(/is on the do-not-call list/).waitFor();
  // The tenant does not answer.
  await page
    .getByText(/Tell CXone: (sent|waiting|not confirmed yet)/)
    .first()
    .waitFor();
  expect((await page.getByRole("main").textContent())?.includes("4155552671"), "no number is whole").toBe(
    false,
  );
  await check();
  await page.goto(new URL("#/settings?part=listener", page.url()).href);
  await page.getByRole("row", { name: /401 No signature fits/ }).waitFor();
  await check();
});
