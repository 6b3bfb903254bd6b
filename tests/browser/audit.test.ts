import { expect, test } from "vitest";
import { auditList, auditRow } from "../../ui/test/samples/audit";
import { look, openDouble } from "./harness";
import { morning } from "./harness/samples";

function withLog(rows = 600) {
  return {
    ...morning(),
    "audit.list": (args: Parameters<typeof auditList>[0]) => auditList(args, rows),
    // The browser of the tests stands in UTC.
    "zone.instant": ({ time }: { time: string }) => ({ at: `${time}:00Z` }),
    "audit.show": ({ seq }: { seq: number }) => auditRow(seq),
    "audit.verify": VERIFIED,
    "audit.anchor": { seq: 41_205, anchor: ANCHOR, signed: true },
    "audit.export": { file: "file_1", name: "audit-2026-11-23.jsonl", rows: 200 },
  };
}

const HEX = "9f2c41d07be35a8860c4d1f29e3377ab52e6018d4c9ba7f3116e20d8c5ab4490";
const ANCHOR = `callboard-anchor-1 41205 ${HEX} 2026-11-23T09:31:07Z ${HEX} ${HEX}${HEX}`;
const VERIFIED = {
  ok: true,
  rows: 41_204,
  seals: 12,
  checkpoints: 3,
  first_bad: null,
  remarks: [
    "A chain of hashes shows rows that were changed, deleted, inserted or swapped. By itself it cannot show that someone with the database and the signing key made all of it anew, or cut its tail together with the head: keep an anchor elsewhere for that.",
    "The newest of 3 signed checkpoints is at row 41000. Rows 41002 to 41204 are not signed yet: until the next checkpoint, whoever has the database could make what is not signed anew, or cut it together with the head, and nothing would show that.",
  ],
  verified_at: new Date().toISOString(),
};

test("the log reads as a timetable, and axe finds nothing in light or dark", async () => {
  const app = await openDouble(withLog(), "/audit");
  await app.page.getByRole("row", { name: /41204/ }).waitFor();
  await app.check();
  await look(app, "audit-list");
  await app.page.emulateMedia({ colorScheme: "dark" });
  await app.check();
});

test("more rows come as the reader goes down, each page after the last row of the one before", async () => {
  const app = await openDouble(withLog(), "/audit");
  await app.page.getByRole("row", { name: /41204/ }).focus();
  for (let press = 0; press < 14; press++) await app.page.keyboard.press("PageDown");
  await expect
    .poll(() => app.calls.map((call) => (call.args as { after?: string | null }).after))
    .toContain("41005");
});

test("filters read as a sentence, stand in the address, and each word takes itself away", async () => {
  const app = await openDouble(withLog(), "/audit");
  const { page } = app;
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByLabel("Who").fill("callboard");
  await page.getByLabel("Action").fill("window.submit");
  await page.getByRole("combobox", { name: "When" }).click();
  await page.getByRole("option", { name: "From … until …" }).click();
  await page.getByLabel("From", { exact: true }).fill("2026-11-22");
  await page.getByLabel("From, time, hours").fill("20");
  await page.getByLabel("From, time, minutes").fill("00");
  await app.check();
  await look(app, "audit-filter");
  await page.getByRole("button", { name: "Show these rows" }).click();
  const sentence = page.getByRole("list", { name: "Filters" });
  await expect
    .poll(() => sentence.getByRole("listitem").allTextContents())
    .toEqual(["by callboard", "window.submit", "from Sun 22 Nov 20:00"]);
  await expect
    .poll(() => app.calls.findLast(({ command }) => command === "audit.list")?.args)
    .toMatchObject({
      filter: { actor: "callboard", action: "window.submit", since: "2026-11-22T20:00:00.000Z" },
    });
  await page.reload();
  await page.getByRole("button", { name: "Remove the filter “by callboard”" }).waitFor();
  await look(app, "audit-filtered");
  await page.getByRole("button", { name: "Remove the filter “by callboard”" }).click();
  await page.getByText("by callboard").waitFor({ state: "hidden" });
  await expect.poll(() => page.url().includes("actor")).toBe(false);
});

test("seals are left out and counted until they are asked for, which stands in the address", async () => {
  const seal = {
    ...auditRow(41_204),
    action: "audit.seal",
    object: "sealed/inbox.events/4",
    actor: "callboard",
  };
  const app = await openDouble(
    {
      ...withLog(),
      "audit.list": (args: Parameters<typeof auditList>[0]) =>
        args.seals === false
          ? { rows: [auditRow(41_203)], total: 1, next: null, seals_left_out: 12_345 }
          : { rows: [seal, auditRow(41_203)], total: 12_346, next: null },
    },
    "/audit",
  );
  const { page } = app;
  await page.getByRole("row", { name: /41203/ }).waitFor();
  await app.check();
  await page.getByRole("switch", { name: "Seals (12,345 left out)" }).focus();
  await page.keyboard.press("Space");
  await page.getByRole("row", { name: /audit\.seal/ }).waitFor();
  expect(await page.getByRole("switch", { name: "Seals", exact: true }).isChecked()).toBe(true);
  await expect.poll(() => page.url().includes("seals=yes")).toBe(true);
  await look(app, "audit-seals");
});

test("by key alone: search, open a row, read what changed, close it, and be back on the row", async () => {
  const app = await openDouble(withLog(), "/audit");
  const { page } = app;
  await page.keyboard.press("/");
  await page.keyboard.type("schedule.save");
  await expect.poll(() => app.calls.at(-1)?.args).toMatchObject({ filter: { text: "schedule.save" } });
  const row = page.getByRole("row", { name: /41204/ });
  await page.getByRole("row", { name: /41203/ }).waitFor({ state: "hidden" });
  await row.focus();
  await page.keyboard.press("Enter");
  const detail = page.getByRole("complementary", { name: "No. 41204" });
  await detail.getByText("4 fields changed").waitFor();
  await detail.getByText("0 9 * * 1,3,5").waitFor();
  await detail.getByText("5 fields unchanged").waitFor();
  await app.check();
  await look(app, "audit-detail");
  await page.keyboard.press("Escape");
  await detail.waitFor({ state: "hidden" });
  await expect.poll(() => row.evaluate((element) => element === document.activeElement)).toBe(true);
});

test("a row that is not among those loaded opens from its address", async () => {
  const app = await openDouble(withLog(), "/audit?open=412");
  const detail = app.page.getByRole("complementary", { name: "No. 412" });
  await detail.getByText("Its place in the chain").waitFor();
  await expect.poll(() => app.calls.some((call) => call.command === "audit.show")).toBe(true);
});

test("verify says that the log is whole, what was checked, and what that cannot show", async () => {
  const app = await openDouble(withLog(), "/audit");
  await app.page.getByRole("button", { name: "Verify" }).click();
  const sheet = app.page.getByRole("dialog", { name: "Verify the audit log" });
  await sheet.getByText("The log is whole").waitFor();
  await sheet.getByText(/By itself it cannot show/).waitFor();
  await app.check();
  await look(app, "audit-verified");
  await sheet.getByLabel("An anchor that you kept elsewhere").fill("callboard-anchor-1 41205");
  app.refusals["audit.verify"] = {
    code: "invalid",
    message: "This is not an anchor of Callboard.",
    detail: { field: "anchor" },
  };
  await sheet.getByRole("button", { name: "Verify again" }).click();
  await sheet.getByText("This is not an anchor of Callboard.").waitFor();
  await app.check();
});

test("a log that was touched names the first bad place, and leads to the row", async () => {
  const app = await openDouble(withLog(), "/audit?actor=maria");
  app.answers["audit.verify"] = {
    ...VERIFIED,
    ok: false,
    first_bad: { seq: 412, words: "Row 412 was changed: its hash does not fit its content." },
  };
  await app.page.getByRole("button", { name: "Verify" }).click();
  const sheet = app.page.getByRole("dialog", { name: "Verify the audit log" });
  await sheet.getByText("Row 412 was changed: its hash does not fit its content.").waitFor();
  await app.check();
  await look(app, "audit-touched");
  await sheet.getByRole("button", { name: "Show row 412" }).click();
  await app.page.getByRole("complementary", { name: "No. 412" }).waitFor();
  await expect
    .poll(() => app.page.url().includes("actor"), { message: "the row is shown whatever the filter was" })
    .toBe(false);
});

test("an anchor is one line that says whether it is signed, to be copied or saved", async () => {
  const app = await openDouble(withLog(), "/audit");
  await app.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await app.page.getByRole("button", { name: "Anchor…" }).click();
  const sheet = app.page.getByRole("dialog", { name: "Anchor the audit log" });
  await sheet.getByRole("button", { name: "Make an anchor" }).click();
  await sheet.getByText(/^signed:/).waitFor();
  await app.check();
  await look(app, "audit-anchor");
  await sheet.getByRole("button", { name: "Copy the line" }).click();
  await sheet.getByRole("button", { name: "Copied" }).waitFor();
  await expect.poll(() => app.page.evaluate(() => navigator.clipboard.readText())).toBe(ANCHOR);
  const saved = app.page.waitForEvent("download");
  await sheet.getByRole("button", { name: "Save as a file" }).click();
  expect((await saved).suggestedFilename()).toBe("callboard-anchor-41205.txt");
});

test("the export takes the filter, in the shape that is chosen", async () => {
  const app = await openDouble(withLog(), "/audit?action=schedule.save");
  await app.page.getByRole("row", { name: /41204/ }).waitFor();
  await app.page.getByRole("button", { name: "Export" }).click();
  await app.page.getByRole("menuitem", { name: "JSON lines, exact" }).click();
  await app.page.getByText("200 rows saved").waitFor();
  await expect
    .poll(() => app.calls.find((call) => call.command === "audit.export")?.args)
    .toEqual({
      filter: { action: "schedule.save" },
      format: "jsonl",
    });
});

test("an empty log, a filter without rows and a log that cannot be read each say what to do", async () => {
  const app = await openDouble(withLog(0), "/audit");
  await app.page.getByText("Nothing was decided yet").waitFor();
  await app.check();
  await look(app, "audit-empty");
  await app.page.getByRole("searchbox", { name: "Search audit log" }).fill("zebra");
  await app.page.getByRole("button", { name: "Clear the search and the filters" }).waitFor();
  await app.check();
  app.answers["audit.list"] = (args) => auditList(args);
  await app.page.getByRole("button", { name: "Clear the search and the filters" }).click();
  app.tell({ event: "changed", topics: ["audit"] });
  await app.page.getByRole("row", { name: /41204/ }).waitFor();
  app.refusals["audit.list"] = { code: "storage", message: "The database is locked.", hint: "Try again." };
  app.tell({ event: "changed", topics: ["audit"] });
  await app.page
    .getByRole("alert")
    .getByText(/not read since/)
    .waitFor();
  await app.check();
  await look(app, "audit-failing");
});
