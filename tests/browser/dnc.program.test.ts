import { expect, test } from "vitest";
import { look, openProgram } from "./harness";

test("a list is dropped, looked at, imported and pushed, and each of its numbers is confirmed by CXone", async () => {
  const app = await openProgram();
  const { page } = app;
  await page.getByRole("button", { name: "Start the demo" }).click();
  await page.waitForURL(/#\/runs\/run_/, { timeout: 30_000 });
  await page.keyboard.press("g");
  await page.keyboard.press("n");
  await page.getByText("No list imported yet").waitFor();
  await app.check();

  await page.keyboard.press("n");
  const sheet = page.getByRole("dialog", { name: "Import a do-not-call list" });
  const rows = ["+14155552671", "+14155552672", "+14155552671", "+12125550123"];
  await sheet
    .getByLabel("Do-not-call list")
    .locator("input[type=file]")
    .setInputFiles({
      name: "acme.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(rows.join("\n")),
    });
  await sheet.getByText("4 numbers in 4 rows. Nothing is written yet.").waitFor();
  await sheet
    .getByRole("listitem")
    .filter({ hasText: /^3 new/ })
    .waitFor();
  await sheet
    .getByRole("listitem")
    .filter({ hasText: /^1 repeated/ })
    .waitFor();
  await app.check();
  await look(app, "dnc-program-1-looked");
  await sheet.getByRole("button", { name: "Import and push" }).click();

  const detail = page.getByRole("complementary", { name: "acme.csv" });
  await detail.getByText("confirmed", { exact: true }).first().waitFor();
  const row = page.getByRole("row", { name: /acme\.csv/ });
  await row.getByText("confirmed", { exact: true }).waitFor();
  await app.check();
  await look(app, "dnc-program-2-confirmed");

  await page.getByRole("searchbox", { name: "Look up a number" }).fill("+1 (415) 555-2671");
  await page.keyboard.press("Enter");
  const found = page.getByRole("dialog", { name: /^Number/ });
  await found.getByText(/^must not be called, since/).waitFor();
  await found.getByText(/^confirmed that it is blocked/).waitFor();
  await found.getByText(/acme\.csv, line 1/).waitFor();
  expect((await found.textContent())?.includes("5552671"), "no number is whole").toBe(false);
  await page.keyboard.press("Escape");

  // The same file again changes nothing, and closing the sheet leaves nothing behind.
  await page.getByRole("button", { name: "Import…" }).click();
  await sheet.getByRole("textbox", { name: "Or paste numbers" }).fill(rows.join("\n"));
  await sheet.getByRole("button", { name: "See what it would change" }).click();
  await sheet
    .getByRole("listitem")
    .filter({ hasText: /^0 new/ })
    .waitFor();
  await sheet.getByRole("button", { name: "Cancel" }).click();
  await sheet.waitFor({ state: "hidden" });
  await expect.poll(() => page.getByRole("row", { name: /Pasted numbers/ }).count()).toBe(0);
  await app.check();
}, 120_000);
