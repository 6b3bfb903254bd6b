import { expect, test } from "vitest";
import { look, openDouble } from "./harness";
import { office } from "./schedules.samples";

test("the list says when each schedule fires next, and what waits for a decision stands above it", async () => {
  const app = await openDouble(office(), "/schedules");
  await app.page.getByRole("grid", { name: "Schedules" }).waitFor();
  await app.page.getByText("Spring renewals 09:00 missed in Chicago, Denver").waitFor();
  await app.check();
  await look(app, "schedules-list");
});

test("a schedule opens at the side and its address opens it again", async () => {
  const app = await openDouble(office(), "/schedules?open=sch_spring");
  await app.page.getByRole("complementary", { name: "Spring renewals" }).waitFor();
  await app.check();
  await look(app, "schedules-detail");
});

test("what could not be taken back is named, with until when it may dial", async () => {
  const app = await openDouble(office(), "/schedules?open=sch_reminders");
  const sheet = app.page.getByRole("complementary", { name: "Payment reminders" });
  await sheet.getByText("It could not be withdrawn and may dial until").waitFor();
  await sheet.getByText("stuck").waitFor();
  await app.check();
  await look(app, "schedules-blocked");
});

test("the week stands at the contacts' own clocks", async () => {
  const app = await openDouble(office(), "/schedules?view=week");
  await app.page
    .getByRole("button", { name: /09:00 Spring renewals/ })
    .first()
    .waitFor();
  await app.check();
  await look(app, "schedules-week");
});

test("without schedules the page says what to do", async () => {
  const app = await openDouble({ ...office(), "schedule.list": [], "missed.list": [] }, "/schedules");
  await app.page.getByText("No schedules yet").waitFor();
  await app.check();
  await look(app, "schedules-empty");
});

test("a new schedule shows what it means before it has contacts", async () => {
  const app = await openDouble(office(), "/schedules/new");
  await app.page.getByText("At 09:00 on Monday, Tuesday").waitFor();
  await app.check();
  await look(app, "builder-new");
});

test("days, times and the cron text are one truth", async () => {
  const { page } = await openDouble(office(), "/schedules/sch_spring");
  const cron = page.getByRole("textbox", { name: "Cron" });
  await page.getByRole("button", { name: "Tuesday" }).click();
  await expect.poll(() => cron.inputValue()).toBe("0 9 * * 1,2,3,5");
  await page.getByRole("heading", { name: "At 09:00 on Monday, Tuesday, Wednesday and Friday." }).waitFor();
  await cron.fill("0 9,14 * * 6");
  await page.getByRole("button", { name: "Saturday", pressed: true }).waitFor();
  await expect
    .poll(() => page.getByLabel("Time of day, hours").count(), { message: "two times a day" })
    .toBe(2);
  await cron.fill("0 9 1,15 * *");
  await page.getByText("Days and times cannot show this expression").waitFor();
  await expect.poll(() => page.getByRole("button", { name: "Saturday" }).isDisabled()).toBe(true);
});

test("the builder shows the grid of a list, and a cell's card and detail by key", async () => {
  const app = await openDouble(office(), "/schedules/sch_spring");
  const { page } = app;
  await page.getByRole("grid", { name: "Zones and fires" }).waitFor();
  await app.check();
  await look(app, "builder-full");
  await page
    .getByRole("gridcell", { name: /London/ })
    .first()
    .focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.getByRole("tooltip").getByText("US-RI", { exact: false }).first().waitFor();
  await look(app, "builder-card");
  await page.keyboard.press("Enter");
  const detail = page.getByRole("complementary", { name: "Honolulu" });
  await detail.getByText("Clamped").waitFor();
  await app.check();
  await look(app, "builder-cell");
  await page.keyboard.press("Escape");
  await detail.waitFor({ state: "hidden" });
});

test("an expression that cannot be read is explained under the field, with a caret at the part", async () => {
  const app = await openDouble(office(), "/schedules/sch_spring");
  const { page } = app;
  await page.getByRole("grid", { name: "Zones and fires" }).waitFor();
  app.refusals["schedule.preview"] = {
    code: "cron_invalid",
    message: "Day of week 8: use 0–7 or SUN–SAT.",
    detail: { field: "cron", start: 8, end: 9 },
  };
  await page.getByRole("textbox", { name: "Cron" }).fill("0 9 * * 8");
  await page.getByRole("button", { name: "Day of week 8: use 0–7 or SUN–SAT." }).click();
  const chosen = await page
    .getByRole("textbox", { name: "Cron" })
    .evaluate((field: HTMLInputElement) => [field.selectionStart, field.selectionEnd]);
  expect(chosen, "the wrong part is chosen").toEqual([8, 9]);
  await page.getByRole("grid", { name: "Zones and fires" }).waitFor();
  await app.check();
  await look(app, "builder-failing");
});

test("the plan lists every request, and only its button submits", async () => {
  const app = await openDouble(office(), "/schedules/sch_spring");
  const { page } = app;
  await page.getByRole("button", { name: "Plan…" }).click();
  const sheet = page.getByRole("dialog", { name: "Plan: Spring renewals" });
  await sheet.getByText("/admin/v31.0/campaigns/cmp_renewals/schedules").first().waitFor();
  await app.check();
  await look(app, "plan");
  expect(
    app.calls.some((call) => call.command === "schedule.submit"),
    "nothing sent yet",
  ).toBe(false);
  await sheet.getByRole("button", { name: "Submit 3 windows" }).click();
  await page.getByRole("link", { name: "Open the run" }).waitFor();
  await app.check();
  await look(app, "plan-report");
});

test("rows that need a zone are listed with their line and reason", async () => {
  const app = await openDouble(office(), "/schedules/sch_spring");
  await app.page.getByRole("button", { name: "see" }).first().click();
  await app.page.getByRole("grid", { name: "Refused rows" }).waitFor();
  await app.check();
  await look(app, "refused-rows");
});

test("columns that are not recognised are mapped by hand", async () => {
  const app = await openDouble(office(), "/schedules/new");
  const { page } = app;
  await page.route("**/files?*", (route) => route.fulfill({ json: { file_id: "fil_1" } }));
  await page.locator("input[type=file]").setInputFiles({
    name: "renewals.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("customer,mobile,region\n"),
  });
  const sheet = page.getByRole("dialog", { name: "Columns of renewals.csv" });
  await expect.poll(() => sheet.getByRole("button", { name: "Count contacts" }).isDisabled()).toBe(true);
  await sheet.getByText("may hold states, or countries, or regions of sales").waitFor();
  await app.check();
  await look(app, "mapping");
  await sheet
    .getByRole("combobox", { name: "What customer holds" })
    .or(sheet.getByLabel("What customer holds"))
    .first()
    .click();
  await page.getByRole("option", { name: "Contact id" }).click();
  await sheet.getByRole("button", { name: "Count contacts" }).click();
  await page.getByText("1,900 · 7 zones · 12 need a zone").waitFor();
  await page.getByText("CXone dials the list that is loaded in the campaign.").waitFor();
});

test("another line can be said to hold the names of the columns", async () => {
  const app = await openDouble(office(), "/schedules/new");
  const { page } = app;
  await page.route("**/files?*", (route) => route.fulfill({ json: { file_id: "fil_1" } }));
  await page.locator("input[type=file]").setInputFiles({
    name: "renewals.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("Leads of spring\ncustomer,mobile,region\n"),
  });
  const sheet = page.getByRole("dialog", { name: "Columns of renewals.csv" });
  const line = sheet.getByRole("textbox", { name: "Line of the names of the columns" });
  await line.fill("2");
  await line.press("Enter");
  await expect
    .poll(() => app.calls.filter((call) => call.command === "contacts.inspect").at(-1)?.args)
    .toMatchObject({ file: "fil_1", header_row: 2 });
});

test("missed fires can be moved, and the engine judges the new moment", async () => {
  const app = await openDouble(office(), "/schedules");
  await app.page.getByRole("button", { name: "Move…" }).click();
  await app.page.getByRole("dialog").getByText("everywhere at once").waitFor();
  await app.check();
  await look(app, "move");
});

test("new times of newer zone data are shown before they are accepted", async () => {
  const app = await openDouble(office(), "/schedules");
  await app.page.getByRole("button", { name: "See and accept…" }).click();
  await app.page.getByRole("dialog").getByText("1 h earlier").first().waitFor();
  await app.check();
  await look(app, "moved");
});

test("a save that would begin calls at once asks with the windows, and can be kept paused", async () => {
  const app = await openDouble(office(), "/schedules/sch_spring");
  const { page } = app;
  await page.getByRole("grid", { name: "Zones and fires" }).waitFor();
  const sentence = "The first windows go out at 09:12, in 18 min: Sydney, 96 contacts.";
  app.refusals["schedule.save"] = { code: "needs_confirmation", message: sentence, detail: { windows: [] } };
  await page.getByRole("textbox", { name: "Name" }).fill("Spring renewals, early");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const sheet = page.getByRole("dialog", { name: "These calls begin at once" });
  await sheet.getByText(sentence).waitFor();
  await app.check();
  await look(app, "builder-going");
  delete app.refusals["schedule.save"];
  await sheet.getByRole("button", { name: "Save paused" }).click();
  await sheet.waitFor({ state: "hidden" });
  const saves = app.calls.filter(({ command }) => command === "schedule.save");
  expect(saves.at(-1)?.args).toMatchObject({ paused: true, confirmed: [] });
});

test("a single date and time stands in place of days and cron", async () => {
  const app = await openDouble(office(), "/schedules/new");
  const { page } = app;
  await page.getByText("At 09:00 on Monday, Tuesday").waitFor();
  await page.getByText("Once", { exact: true }).click();
  await page.getByLabel("Date", { exact: true }).fill("2026-12-08");
  await expect.poll(() => page.getByRole("textbox", { name: "Cron" }).count()).toBe(0);
  const asked = () => app.calls.findLast(({ command }) => command === "schedule.preview")?.args;
  await expect.poll(asked).toMatchObject({ cron: "@once 2026-12-08T10:00" });
  await app.check();
  await look(app, "builder-once");
});
