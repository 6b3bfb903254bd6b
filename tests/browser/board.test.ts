import { expect, test } from "vitest";
import type { Board, MissedStart, RunSummary } from "../../ui/src/rpc/types";
import { busyDay, freshDay, from, quietDay } from "./board-samples";
import { look, openDouble } from "./harness";

test("what waits for a decision stands first, each with its deed", async () => {
  const app = await openDouble(busyDay());
  const needs = app.page.getByRole("region", { name: "Needs a decision" });
  await needs.getByText("Spring renewals 09:00 missed in Chicago, Denver").waitFor();
  await needs.getByRole("button", { name: /^Run now: Spring renewals/ }).waitFor();
  await needs.getByRole("link", { name: /^Open: Delivery to crm.example.com fails/ }).waitFor();
  await app.check();
  await look(app, "board-busy");
});

test("a run says how far it is and why it does not dial", async () => {
  const { page } = await openDouble(busyDay());
  const running = page.getByRole("region", { name: "Running" });
  await running.getByRole("progressbar", { name: "Spring renewals" }).waitFor();
  await running.getByText(/212 of the 469 left are outside their hours/).waitFor();
  await running.getByText(/ends ≈ .*Chicago/).waitFor();
});

test("a run whose tenant is silent says how old its figures are, and promises nothing", async () => {
  const day = busyDay();
  const board = day["board.show"] as Board;
  const [first, ...others] = board.running as [RunSummary, ...RunSummary[]];
  const silent: RunSummary = {
    ...first,
    figures: { ...first.figures, as_of: from(-211) },
    fresh_until: from(-209),
    silent: { since: from(-210), words: "The last poll failed: connection refused." },
    flags: ["The last poll failed: connection refused."],
  };
  const app = await openDouble({ ...day, "board.show": { ...board, running: [silent, ...others] } });
  const line = app.page.getByRole("region", { name: "Running" }).getByRole("listitem").first();
  await line.getByText(/Figures of .* Chicago, 3 h 31 min old/).waitFor();
  await line.getByText("running when last heard").waitFor();
  await line.getByText(/over at the latest/).waitFor();
  expect(await line.getByText(/connection refused/).count(), "said once").toBe(1);
  await app.check();
  await look(app, "board-silent");
});

test("missed fires are run only after a look at them", async () => {
  const app = await openDouble({
    ...busyDay(),
    "missed.run": {
      run_id: "run_9",
      submitted: [{ zone: "America/Chicago", schedule_id: "s1", start: "", end: "" }],
      failed: [],
      refused: [
        {
          zone: "America/Denver",
          contacts: 210,
          rule: null,
          words: "Denver may not be called before 08:00 there (47 CFR 64.1200(c)(1)).",
          legal_again: null,
        },
      ],
      contacts: { legal: 433, clamped: 0, refused: 210, needs_zone: 0, invalid: 0 },
    },
  });
  await app.page.getByRole("button", { name: /^Run now/ }).click();
  const sheet = app.page.getByRole("dialog", { name: "Run the missed fires now?" });
  await sheet.getByRole("cell", { name: "Denver", exact: true }).waitFor();
  await app.check();
  await look(app, "board-run-now");
  const before = app.calls.some(({ command }) => command === "missed.run");
  expect(before, "nothing runs before it is confirmed").toBe(false);
  await sheet.getByRole("button", { name: "Run 2 fires now" }).click();
  await app.page.getByText("Denver may not be called before 08:00 there").waitFor();
  const call = app.calls.find(({ command }) => command === "missed.run");
  expect(call?.args).toEqual({ ids: ["mis_1", "mis_2"] });
});

test("what one schedule missed opens into the list, and each is decided alone", async () => {
  const app = await openDouble({ ...busyDay(), "missed.skip": {} });
  const { page } = app;
  await page.getByRole("button", { name: /^Each of the 2: Spring renewals/ }).click();
  await page.getByRole("cell", { name: "Denver", exact: true }).waitFor();
  await app.check();
  await look(app, "board-each-missed");
  await page.getByRole("button", { name: /^Skip: Denver/ }).click();
  const sheet = page.getByRole("dialog", { name: "Let the missed fires go?" });
  await sheet.getByRole("button", { name: "Skip 1 fire" }).click();
  await expect
    .poll(() => app.calls.find(({ command }) => command === "missed.skip")?.args)
    .toEqual({
      ids: ["mis_2"],
    });
});

test("missed fires can be moved to a time of one of their places", async () => {
  const place = (zone: string, name: string, words: string): MissedStart => ({
    schedule: "sch_1",
    name: "Spring renewals",
    zone,
    place: name,
    contacts: 210,
    words,
    verdict: "legal",
    rule: null,
  });
  const app = await openDouble({
    ...busyDay(),
    "missed.plan": {
      start: "2099-07-01T15:30:00Z",
      zones: [
        place("America/Chicago", "Chicago", "Wed 1 Jul 2099 10:30–14:30 (UTC−05:00)"),
        place("America/Denver", "Denver", "Wed 1 Jul 2099 09:30–13:30 (UTC−06:00)"),
      ],
    },
    "missed.move": {
      run_id: "run_9",
      submitted: [],
      failed: [],
      refused: [],
      contacts: { legal: 0, clamped: 0, refused: 0, needs_zone: 0, invalid: 0 },
    },
  });
  const { page } = app;
  await page.getByRole("button", { name: /^Move…/ }).click();
  const sheet = page.getByRole("dialog", { name: "Move the missed starts" });
  await sheet.getByRole("radio", { name: "At a time" }).check();
  await sheet.getByLabel("Date", { exact: true }).fill("2099-07-01");
  await sheet.getByLabel("Time, hours").fill("10");
  await sheet.getByLabel("Time, minutes").fill("30");
  await sheet.getByText(/10:30–14:30/).waitFor();
  await app.check();
  await look(app, "board-move");
  await sheet.getByRole("button", { name: "Move 2 starts" }).click();
  await sheet.waitFor({ state: "hidden" });
  const call = app.calls.find(({ command }) => command === "missed.move");
  expect(call?.args, "the engine is told the time and the zone, and no instant").toEqual({
    ids: ["mis_1", "mis_2"],
    to: { at: "local", time: "2099-07-01T10:30", zone: "America/Chicago" },
  });
});

test("a day on which nothing waits is calm, and says what comes next", async () => {
  const app = await openDouble(quietDay());
  await app.page.getByText("Nothing waits for you.").waitFor();
  await app.page.getByText(/Next fire: .*Los Angeles \(in 4\d min\), Spring renewals\./).waitFor();
  await app.check();
  await look(app, "board-quiet");
});

test("a fresh start offers the stand-in tenant and three steps, and one click goes to the run", async () => {
  const words = "London is left out: calls there are allowed from 09:00 on (gb-hours).";
  const app = await openDouble({
    ...freshDay(),
    "demo.start": {
      connection: "con_demo",
      schedule: "sch_demo",
      run: "run_demo",
      zones: ["America/Chicago"],
      refused: { zone: "Europe/London", rule: "gb-hours", words },
    },
  });
  const { page } = app;
  await page.getByRole("link", { name: "Add a connection" }).waitFor();
  await app.check();
  await look(app, "board-fresh");
  await page.emulateMedia({ colorScheme: "dark" });
  await app.check();
  await page.getByRole("button", { name: "Start the demo" }).click();
  await page.waitForURL(/#\/runs\/run_demo/);
  await page.getByText("London is not called").waitFor();
  await page.getByText(words).waitFor();
});

test("a demo that cannot start says why and what to do, and can be tried again", async () => {
  const app = await openDouble(freshDay());
  app.refusals["demo.start"] = {
    code: "unavailable",
    message: "No port is free on this machine for the stand-in tenant.",
    hint: "Close a program that listens, and try again.",
  };
  await app.page.getByRole("button", { name: "Start the demo" }).click();
  const alert = app.page.getByRole("alert").filter({ hasText: "No port is free" });
  await alert.getByRole("button", { name: "Try again" }).waitFor();
  await app.check();
});

test("the Board can be worked by keys alone, and n makes a new schedule", async () => {
  const { page } = await openDouble(busyDay());
  const needs = page.getByRole("region", { name: "Needs a decision" });
  const skip = needs.getByRole("button", { name: /^Skip/ });
  await skip.focus();
  await page.keyboard.press("Enter");
  const sheet = page.getByRole("dialog", { name: "Let the missed fires go?" });
  await sheet.waitFor();
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "hidden" });
  await expect
    .poll(() => skip.evaluate((button) => button === document.activeElement), { message: "focus returns" })
    .toBe(true);
  await page.keyboard.press("n");
  await page.waitForURL(/#\/schedules\/new/);
});

test("a Board that cannot be read keeps what it showed and says since when", async () => {
  const app = await openDouble(busyDay());
  await app.page.getByRole("region", { name: "Running" }).waitFor();
  app.refusals["board.show"] = { code: "storage", message: "The disk is full." };
  app.tell({ event: "changed", topics: ["runs"] });
  await app.page.getByText(/Board: not read since/).waitFor();
  await app.page.getByRole("region", { name: "Running" }).waitFor();
  await app.check();
  await look(app, "board-failing");
});
