import { expect, test } from "vitest";
import type { Run } from "../../ui/src/rpc/types";
import { auditList } from "../../ui/test/samples/audit";
import {
  completedRun,
  runList,
  runningRun,
  silentRun,
  troubledRun,
  unheardRun,
} from "../../ui/test/samples/runs";
import { look, openDouble } from "./harness";
import { morning } from "./harness/samples";

const PAGE = "/runs/run_01JD4KB2ZX";

function withRun(run: Run) {
  return {
    ...morning(),
    "run.show": run,
    "run.list": { rows: runList(), total: 8, next: null },
    "audit.list": (args: Parameters<typeof auditList>[0]) => auditList(args, 40),
  };
}

function withList(rows = runList()) {
  return { ...morning(), "run.list": { rows, total: rows.length, next: null } };
}

test("the list shows each run with its state, progress and end, and axe finds nothing in light or dark", async () => {
  const app = await openDouble(withList(), "/runs");
  await app.page.getByRole("row", { name: /stalled Overdue reminders/ }).waitFor();
  await app.check();
  await look(app, "runs-list");
  await app.page.emulateMedia({ colorScheme: "dark" });
  await app.check();
});

test("by key alone: a run is found, sorted and opened", async () => {
  const { page } = await openDouble(withRun(runningRun()), "/runs");
  await page.getByRole("row", { name: /Win-back/ }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("renewals");
  await page.getByRole("row", { name: /Win-back/ }).waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "From → until" }).press("Enter");
  await page
    .getByRole("columnheader", { name: "From → until" })
    .and(page.locator("[aria-sort=ascending]"))
    .waitFor();
  await page.getByRole("row", { name: /completed Spring renewals/ }).press("Enter");
  await page.getByRole("heading", { name: "Spring renewals", level: 1 }).waitFor();
});

test("the live filter stands in the address, asks the engine, and an empty list says what to do", async () => {
  const app = await openDouble(withList(), "/runs");
  await app.page.getByRole("row", { name: /Win-back/ }).waitFor();
  app.answers["run.list"] = { rows: [], total: 0, next: null };
  app.tell({ event: "changed", topics: ["runs"] });
  await app.page.getByText("Live", { exact: true }).click();
  await app.page.getByText("Nothing runs").waitFor();
  await expect
    .poll(() => app.calls.filter((call) => call.command === "run.list").at(-1)?.args)
    .toMatchObject({ live: true });
  await expect.poll(() => app.page.url()).toContain("state=live");
  await app.check();
  await look(app, "runs-none-live");
  await app.page.getByRole("button", { name: "Show all runs" }).click();
  await app.page.getByText("No runs yet").waitFor();
  await look(app, "runs-empty");
});

test("a list that cannot be read keeps its rows and says since when", async () => {
  const app = await openDouble(withList(), "/runs");
  await app.page.getByRole("row", { name: /Win-back/ }).waitFor();
  app.refusals["run.list"] = { code: "storage", message: "The disk is full.", hint: "Make room." };
  app.tell({ event: "changed", topics: ["runs"] });
  await app.page
    .getByRole("alert")
    .getByText(/not read since/)
    .waitFor();
  await app.page.getByRole("row", { name: /Win-back/ }).waitFor();
  await app.check();
  await look(app, "runs-failing");
});

test("one run: what, how far, until when, and why not faster", async () => {
  const app = await openDouble(withRun(runningRun()), PAGE);
  await app.page.getByRole("img", { name: /Progress, Chicago time/ }).waitFor();
  await app.page.getByText("1,204 / 1,900").waitFor();
  await app.page.getByText(/212 contacts are outside their hours/).waitFor();
  await app.check();
  await look(app, "run-running");
  await app.page.getByRole("heading", { name: "Audit rows" }).scrollIntoViewIfNeeded();
  await look(app, "run-running-foot");
  await app.page.emulateMedia({ colorScheme: "dark" });
  await app.check();
});

test("figures that change are shown without a reload", async () => {
  const run = runningRun();
  const app = await openDouble(withRun(run), PAGE);
  await app.page.getByText("1,204 / 1,900").waitFor();
  const figures = { ...run.summary.figures, completed: 1_377 };
  app.answers["run.show"] = { ...run, summary: { ...run.summary, figures } };
  app.tell({ event: "changed", topics: ["runs"] });
  await app.page.getByText("1,377 / 1,900").waitFor();
});

test("the chart can be read as a table, with what happened", async () => {
  const app = await openDouble(withRun(runningRun()), PAGE);
  await app.page.getByRole("img", { name: /Progress/ }).waitFor();
  await app.page.getByText("Table", { exact: true }).click();
  await app.page.getByRole("cell", { name: "It makes progress again." }).waitFor();
  await app.check();
  await look(app, "run-table");
});

test("a stalled run says since when and why, what is odd, and with whom it shares its figures", async () => {
  const run = troubledRun();
  const late = { ...run.summary, id: "run_01JD3AAAAA", name: "Spring renewals, late" };
  const app = await openDouble({ ...withRun(run), "run.list": { rows: [late], total: 1, next: null } }, PAGE);
  await app.page.getByText("Stalled since").waitFor();
  await app.page.getByText("smaller totals than before").waitFor();
  await app.page.getByRole("link", { name: /Spring renewals, late/ }).waitFor();
  await app.check();
  await look(app, "run-stalled");
});

test("a window opens beside the list with its rule and its tenant id, and its place is in the address", async () => {
  const app = await openDouble(withRun(runningRun()), PAGE);
  await app.page.getByRole("row", { name: /Honolulu/ }).click();
  const detail = app.page.getByRole("complementary", { name: "Honolulu" });
  await detail.getByText("us-federal-hours, version 3").waitFor();
  await detail.getByText("84126").waitFor();
  await expect.poll(() => app.page.url()).toContain("open=win_6");
  await app.check();
  await look(app, "run-window");
});

test("stop names the run, asks, and tells what is withdrawn and what may still dial", async () => {
  const app = await openDouble(withRun(runningRun()), PAGE);
  app.answers["run.stop"] = {
    withdrawn: ["America/New_York", "America/Denver"],
    still_dialling: [
      {
        zone: "America/Chicago",
        state: "stuck",
        words: "The tenant refused the withdrawal; it may dial until 13:00 Chicago.",
        next_try: null,
      },
    ],
  };
  await app.page.getByRole("button", { name: "Stop…" }).click();
  const dialog = app.page.getByRole("dialog", { name: "Stop “Spring renewals”?" });
  await dialog.getByText(/5 windows/).waitFor();
  await app.check();
  await look(app, "run-stop");
  await dialog.getByRole("button", { name: "Stop Spring renewals" }).click();
  const report = app.page.getByRole("status").filter({ hasText: "Stopped in part" });
  await report.getByText("New York, Denver").waitFor();
  await report.getByText(/may dial until 13:00/).waitFor();
  await app.check();
  await look(app, "run-stopped");
});

test("what failed is sent again on request, and what cannot be done says why", async () => {
  const app = await openDouble(withRun(runningRun()), PAGE);
  app.answers["run.retry"] = {
    run_id: "run_01JD4KB2ZX",
    submitted: [
      {
        zone: "America/Phoenix",
        schedule_id: "84999",
        start: "2026-11-23T16:00:00Z",
        end: "2026-11-23T20:00:00Z",
      },
    ],
    failed: [],
    refused: [],
    contacts: { legal: 58, clamped: 0, refused: 0, needs_zone: 0, invalid: 0 },
  };
  await app.page.getByRole("button", { name: "Retry 1 failed window" }).click();
  await app.page.getByRole("status").getByText("Phoenix").waitFor();
  app.answers["run.show"] = completedRun();
  app.tell({ event: "changed", topics: ["runs"] });
  await app.page.getByRole("button", { name: "Stop…", disabled: true }).hover();
  await app.page.getByText("This run is over").waitFor();
});

test("a completed run shows its webhooks with every try, and a dead letter can be sent again", async () => {
  const app = await openDouble(withRun(completedRun()), PAGE);
  const tries = app.page.getByRole("table", { name: "Tries of Warehouse" });
  await tries.getByText("No answer within 15 s.").waitFor();
  await tries.scrollIntoViewIfNeeded();
  await app.check();
  await look(app, "run-webhooks");
  app.answers["delivery.replay"] = { replayed: 1 };
  await app.page.getByRole("button", { name: "Send again" }).click();
  await app.page.getByText("1 webhook is on its way again").waitFor();
  await expect
    .poll(() => app.calls.find((call) => call.command === "delivery.replay")?.args)
    .toEqual({
      ids: ["dlv_01JD4NQ0BB"],
    });
});

test("F11 hangs the run on the wall, Escape takes it down, and focus returns", async () => {
  const app = await openDouble(withRun(runningRun()), PAGE);
  const button = app.page.getByRole("button", { name: "Wall" });
  await button.focus();
  await app.page.keyboard.press("F11");
  const wall = app.page.getByRole("main", { name: "Spring renewals on the wall" });
  await wall.getByText("1,204").waitFor();
  await app.check();
  await look(app, "run-wall");
  await app.page.evaluate(() => document.fullscreenElement && document.exitFullscreen());
  await app.page.keyboard.press("Escape");
  await wall.waitFor({ state: "hidden" });
  await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
});

test("figures that are old say how old, and why, as large on the wall as a room can read", async () => {
  const app = await openDouble(withRun(silentRun()), PAGE);
  const remarks = app.page.getByRole("list", { name: "Why it stands where it stands" });
  await remarks.getByText(/Figures of .* Chicago, 3 h 31 min old/).waitFor();
  await remarks.getByText(/connection refused/).waitFor();
  await app.check();
  await look(app, "run-silent");
  await app.page.keyboard.press("F11");
  const wall = app.page.getByRole("main", { name: "Spring renewals on the wall" });
  const old = wall.getByRole("alert");
  await old.getByText(/Figures of .* Chicago, 3 h 31 min old/).waitFor();
  await old.getByText(/CXone has told none since .*connection refused/).waitFor();
  await app.check();
  const size = await old
    .getByText(/^Figures of/)
    .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  expect(size, "the age is read from where the figures are read").toBeGreaterThanOrEqual(40);
});

test.each([
  [1280, 800],
  [1920, 1080],
])("at %i by %i nothing of a wall in trouble lies beyond the edge", async (width, height) => {
  const app = await openDouble(withRun(silentRun()), PAGE);
  await app.page.setViewportSize({ width, height });
  // By its address, it fills the window and not the screen.
  await app.page.goto(app.page.url().replace(/#.*/, `#${PAGE}?wall=on`));
  const wall = app.page.getByRole("main", { name: "Spring renewals on the wall" });
  await wall.getByRole("alert").waitFor();
  await look(app, `wall-silent-${width}`);
  const fits = await wall.evaluate(
    (element) => element.scrollHeight <= element.clientHeight && element.scrollWidth <= element.clientWidth,
  );
  expect(fits).toBe(true);
});

test("the wall says that the program itself does not answer, and takes it back", async () => {
  const app = await openDouble(withRun(runningRun()), PAGE);
  await app.page.getByRole("button", { name: "Wall", exact: true }).click();
  const wall = app.page.getByRole("main", { name: "Spring renewals on the wall" });
  await wall.getByText("21.4/min").waitFor();
  await look(app, "wall-live-1280");
  app.lose();
  await wall
    .getByRole("alert")
    .getByText(/Callboard has not answered this page since/)
    .waitFor();
  await wall.getByText("21.4/min").waitFor({ state: "hidden" });
  await look(app, "wall-program-1280");
  app.reopen();
  await wall.getByRole("alert").waitFor({ state: "hidden" });
  await wall.getByText("21.4/min").waitFor();
});

test("a run that has ended without its last figures says so, and can be closed by a person who knows that", async () => {
  const app = await openDouble(withRun(unheardRun()), PAGE);
  await app.page.getByText("ended, figures not known").first().waitFor();
  await app.page.getByText(/does not tell its last figures/).waitFor();
  await app.check();
  await look(app, "run-unheard");
  app.answers["run.stop"] = { withdrawn: [], still_dialling: [] };
  await app.page.getByRole("button", { name: "Close…" }).click();
  const dialog = app.page.getByRole("dialog", { name: "Close “Spring renewals” without its last figures?" });
  await dialog.getByText(/are told nothing/).waitFor();
  await app.check();
  await look(app, "run-close");
  await dialog.getByRole("button", { name: "Close Spring renewals" }).click();
  await expect.poll(() => app.calls.some((call) => call.command === "run.stop")).toBe(true);
});

test("a count that nobody ever told is no nought", async () => {
  const app = await openDouble(withRun(unheardRun(Date.now(), false)), `${PAGE}?wall=on`);
  const wall = app.page.getByRole("main", { name: "Spring renewals on the wall" });
  await wall.getByText("?", { exact: true }).waitFor();
  await wall.getByText("No figures told yet").waitFor();
  expect(await wall.getByText("0", { exact: true }).count(), "nobody told a 0").toBe(0);
  await app.check();
  await look(app, "wall-never-1280");
});

test("a run that is not there says so, with a way out", async () => {
  const app = await openDouble(withRun(runningRun()), "/runs/run_gone");
  app.refusals["run.show"] = { code: "not_found", message: "There is no run run_gone." };
  await app.page.reload();
  await app.page.getByText("There is no run run_gone.").waitFor();
  await app.check();
  await look(app, "run-gone");
  await app.page.getByRole("button", { name: "Show all runs" }).click();
  await app.page.getByRole("grid", { name: "Runs" }).waitFor();
});
