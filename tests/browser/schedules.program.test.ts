import { expect, test } from "vitest";
import { openProgram } from "./harness";

/** Contacts in six zones, one row that cannot be placed. */
const LIST = [
  "id,zone,state",
  ...[
    "America/New_York,NY",
    "America/Chicago,IL",
    "America/Denver,CO",
    "America/Los_Angeles,CA",
    "Pacific/Honolulu,HI",
  ].flatMap((place) => [1, 2, 3].map((n) => `C-${place.slice(8, 11)}-${n},${place}`)),
  "C-LON-1,Europe/London,",
  "C-99,Europe/Nowhere,",
].join("\n");

test("from a contact file to submitted windows, and to a schedule that is paused and removed", async () => {
  const app = await openProgram();
  const { page } = app;
  await page.evaluate(() =>
    fetch("/rpc", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ command: "demo.start", args: {} }),
    }),
  );
  await page.getByRole("link", { name: "Schedules" }).click();
  await page.getByRole("grid", { name: "Schedules" }).getByText("Sample campaign").first().waitFor();
  await app.check();

  await page.keyboard.press("n");
  await page.getByRole("textbox", { name: "Name" }).fill("Spring renewals");
  await page.getByLabel("Campaign", { exact: true }).click();
  await page
    .getByRole("option", { name: /active$/ })
    .first()
    .click();
  const file = { name: "renewals.csv", mimeType: "text/csv", buffer: Buffer.from(LIST) };
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByText("17 · 6 zones").waitFor();
  await page.getByRole("button", { name: "Thursday" }).click();
  await page.getByRole("heading", { name: "At 09:00 on Monday to Wednesday and Friday." }).waitFor();
  await page
    .getByRole("gridcell", { name: /^Honolulu, .* legal, 3 contacts/ })
    .first()
    .waitFor();
  await app.check();

  await page.getByRole("textbox", { name: "Cron" }).fill("0 9 * * 8");
  await page.getByRole("button", { name: /Day of week/ }).click();
  const chosen = await page
    .getByRole("textbox", { name: "Cron" })
    .evaluate((field: HTMLInputElement) =>
      field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0),
    );
  expect(chosen, "the caret stands at the part").toBe("8");
  await page.getByRole("textbox", { name: "Cron" }).fill("0 9 * * 1,3,5");

  await page.getByRole("button", { name: "Plan…" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByText("POST").first().waitFor();
  await app.check();
  await sheet.getByRole("button", { name: "Save and submit 6 windows" }).click();
  await page.getByText("6 windows stand at the tenant.").waitFor();
  await app.check();
  await page.keyboard.press("Escape");

  await page.getByRole("link", { name: "Schedules", exact: true }).first().click();
  await page.getByRole("grid", { name: "Schedules" }).getByText("Spring renewals").click();
  const detail = page.getByRole("complementary", { name: "Spring renewals" });
  await detail.getByRole("button", { name: "Pause" }).click();
  await detail.getByRole("button", { name: "Resume" }).waitFor();
  await app.check();
  await detail.getByRole("button", { name: "More for Spring renewals" }).click();
  await page.getByRole("menuitem", { name: "Remove…" }).click();
  await page.getByRole("textbox", { name: "Type Spring renewals to confirm" }).fill("Spring renewals");
  await page.getByRole("button", { name: "Remove Spring renewals" }).click();
  await page.getByText("“Spring renewals” is removed; its runs stay").waitFor();
  await expect
    .poll(() => page.getByRole("grid", { name: "Schedules" }).getByText("Spring renewals").count())
    .toBe(0);
});
