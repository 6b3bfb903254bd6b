import { expect, test } from "vitest";
import { busyLists, noLists } from "./dnc-samples";
import { look, openDouble } from "./harness";

test("what waits stands first, then what is on its way, then the imports; axe finds nothing", async () => {
  const app = await openDouble(busyLists(), "/dnc");
  const { page } = app;
  await page.getByRole("heading", { name: "Waits for you (3)" }).waitFor();
  await page.getByText("12 numbers of acme-oct.csv stay blocked in CXone").waitFor();
  await page.getByText("1,204 refused rows of acme-nov.csv").waitFor();
  await page.getByText(/oldest opt-in or opt-out by a person: 4\d s/).waitFor();
  const row = page.getByRole("row", { name: /acme-nov\.csv/ });
  await row.getByRole("progressbar", { name: "Confirmed of acme-nov.csv" }).waitFor();
  await app.check();
  await look(app, "dnc");
  await page.emulateMedia({ colorScheme: "dark" });
  await app.check();
  await page.emulateMedia({ colorScheme: "light" });

  await row.click();
  const detail = page.getByRole("complementary", { name: "acme-nov.csv" });
  await detail.getByText("known already: nothing changes").waitFor();
  await detail.getByRole("button", { name: "See all 1,204…" }).waitFor();
  await app.check();
  await look(app, "dnc-detail");
});

test("an empty list says how to begin", async () => {
  const app = await openDouble(noLists(), "/dnc");
  await app.page.getByText("No list imported yet").waitFor();
  await app.page.getByText("Nothing is on its way").waitFor();
  await app.check();
  await look(app, "dnc-empty");
});

test("lists that cannot be read say so, and are not called empty", async () => {
  const app = await openDouble(busyLists(), "/dnc");
  const { page } = app;
  await page.getByRole("row", { name: /acme-nov\.csv/ }).waitFor();
  app.refusals["dnc.imports"] = { code: "storage", message: "The disk does not answer." };
  app.refusals["dnc.status"] = { code: "storage", message: "The disk does not answer." };
  app.tell({ event: "changed", topics: ["dnc"] });
  await page.getByText(/^Imports: not read since/).waitFor();
  await page.getByRole("row", { name: /acme-nov\.csv/ }).waitFor();
  await app.check();
  await look(app, "dnc-failing");
});

test("by keys alone: g n comes here, / looks a number up, n imports", async () => {
  const app = await openDouble(busyLists());
  const { page } = app;
  await page.keyboard.press("g");
  await page.keyboard.press("n");
  await page.getByRole("heading", { name: "Do not call", exact: true }).waitFor();
  await page.getByRole("row", { name: /acme-nov\.csv/ }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("(415) 555-2671");
  await page.keyboard.press("Enter");
  const found = page.getByRole("dialog", { name: /^Number/ });
  await found.getByText(/^must not be called, since/).waitFor();
  expect(page.url().includes("2671"), "a person's number stands in no address").toBe(false);
  await app.check();
  await look(app, "dnc-lookup");
  await page.keyboard.press("Escape");
  await found.waitFor({ state: "hidden" });
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  await expect.poll(focused, { message: "focus returns to the search" }).toBe("Look up a number");
  await page.getByRole("row", { name: /acme-nov\.csv/ }).focus();
  await page.keyboard.press("n");
  const sheet = page.getByRole("dialog", { name: "Import a do-not-call list" });
  await sheet.getByText("Drop a file here, or choose one").waitFor();
  await app.check();
  await look(app, "dnc-import");
});

test("what a file lifts is said with whose it is, and waits for the count", async () => {
  const app = await openDouble(busyLists(), "/dnc");
  const { page } = app;
  await page.getByRole("button", { name: /^Go on…/ }).click();
  const sheet = page.getByRole("dialog", { name: "Import a do-not-call list" });
  await sheet.getByText("311 numbers come off the list").waitFor();
  await sheet.getByRole("button", { name: "Import and push", disabled: true }).waitFor();
  await app.check();
  await look(app, "dnc-import-lifts");
  await sheet.getByRole("textbox", { name: "Type 311 to confirm" }).fill("311");
  await sheet.getByRole("button", { name: "Import and push", disabled: false }).waitFor();
});

test("an engine that cannot tell how dates are written is answered in the sheet", async () => {
  const app = await openDouble(busyLists(), "/dnc?sheet=import");
  const { page } = app;
  await page.route("**/files?name=*", (route) =>
    route.fulfill({ contentType: "application/json", body: '{"file_id":"file_1"}' }),
  );
  app.refusals["dnc.look"] = {
    code: "invalid",
    message: "date_order: “03/04/2026” is 3 April or 4 March; no date of this file tells which.",
    detail: { field: "date_order" },
  };
  const sheet = page.getByRole("dialog", { name: "Import a do-not-call list" });
  await sheet
    .getByLabel("Do-not-call list")
    .locator("input[type=file]")
    .setInputFiles({
      name: "acme.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("4155552671,03/04/2026\n"),
    });
  await sheet.getByText(/no date of this file tells which/).waitFor();
  await app.check();
  await look(app, "dnc-question");
  delete app.refusals["dnc.look"];
  const imports = app.answers["dnc.imports"];
  if (!Array.isArray(imports) || imports[1] === undefined) throw new Error("the samples have no import");
  app.answers["dnc.look"] = { ...imports[1], id: "imp_new", file: "acme.csv", state: "looked" };
  await sheet.getByRole("combobox", { name: "Dates such as 03/04/2026" }).click();
  await page.getByRole("option", { name: "day first: 3 April" }).click();
  await sheet.getByText("998,796 numbers in 1,000,000 rows. Nothing is written yet.").waitFor();
  await app.check();
  await look(app, "dnc-looked");
});
