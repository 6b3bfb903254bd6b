import { expect, test } from "vitest";
import { look, openProgram } from "./harness";

test("the first map of the real program is changed by key, tried, published and gone back from", {
  timeout: 120_000,
}, async () => {
  const app = await openProgram();
  const { page } = app;
  await page.getByRole("button", { name: "Start the demo" }).click();
  await page.waitForURL(/#\/runs\/run_/, { timeout: 30_000 });
  await page.getByRole("link", { name: "Dispositions" }).click();
  await page.getByRole("row", { name: /^4001.*wrong_number.*as published/ }).waitFor();
  await page.keyboard.press("n");
  await page.keyboard.type("4002");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Number not in service");
  await page.keyboard.press("Tab");
  await page.keyboard.type("wrong");
  await page.keyboard.press("Enter");
  await page.getByRole("row", { name: /^4002.*wrong_number.*added/ }).waitFor();
  await page.getByRole("button", { name: "Try…" }).click();
  await page.getByText(/No event in the last 30 days|No contact would be put/).waitFor();
  await look(app, "dispositions-real-try");
  await page.getByRole("dialog").getByRole("button", { name: "Publish…" }).click();
  await page.getByRole("textbox", { name: "Note" }).fill("One code more");
  await page.getByRole("button", { name: "Publish version 2" }).click();
  await page.getByText("Version 2 is in force now").waitFor();
  await page.getByRole("link", { name: "Versions" }).click();
  await page.getByRole("row", { name: /^2 in force.*One code more/ }).waitFor();
  await page.getByRole("row", { name: /^1/ }).click();
  await page.getByRole("button", { name: "Go back to version 1…" }).click();
  await page
    .getByRole("dialog", { name: "Go back to version 1?" })
    .getByRole("button", { name: "Go back to version 1" })
    .click();
  await page.getByText("Version 3 is in force now, a copy of version 1").waitFor();
  await page.getByRole("row", { name: /^3 in force copy of 1/ }).waitFor();
  await app.check();
  await look(app, "dispositions-real-versions");

  await page.getByRole("button", { name: "Import map…" }).click();
  const map = "code,category,meaning\n5001,wrong_number,Fax machine\n";
  const file = { name: "script.csv", mimeType: "text/csv", buffer: Buffer.from(map) };
  await page.getByLabel("Map file").and(page.locator("input")).setInputFiles(file);
  await page.getByRole("row", { name: /Code 5001.*added.*wrong_number \(Fax machine\)/ }).waitFor();
  await app.check();
  await look(app, "dispositions-real-import");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Export map" }).click();
  const saving = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Version 3 as CSV" }).click();
  expect((await saving).suggestedFilename()).toBe("dispositions-v3.csv");

  await page.getByRole("link", { name: "Who is told" }).click();
  const low = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "low" }) });
  const desktop = low.getByRole("checkbox", { name: "A notification of the desktop" });
  await desktop.check();
  await page.reload();
  await desktop.waitFor();
  await expect.poll(() => desktop.isChecked()).toBe(true);
});
