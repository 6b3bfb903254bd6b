import { expect, test } from "vitest";
import type { RunWindow } from "@/rpc/types";
import { completedRun, runList, runningRun } from "../../../test/samples/runs";
import { markWord, openTimes, progressData } from "./chart-data";
import { gainsOf } from "./components/Headline";
import { windowCountWords } from "./components/WindowCounts";
import { endName, endText, outcomeWord, paceText, spanOfRun } from "./run-words";

const now = Date.parse("2026-11-23T16:00:00Z");
const run = runningRun(now);
const window = (start: string, end: string, state: RunWindow["state"] = "begun"): RunWindow => ({
  ...(run.windows[0] as RunWindow),
  start,
  end,
  state,
});

test("windows that touch are one open time, and what never stood at the tenant is none", () => {
  const day = "2026-11-23T";
  const open = openTimes([
    window(`${day}14:00:00Z`, `${day}18:00:00Z`),
    window(`${day}13:00:00Z`, `${day}14:00:00Z`, "ended"),
    window(`${day}20:00:00Z`, `${day}21:00:00Z`, "submitted"),
    window(`${day}05:00:00Z`, `${day}06:00:00Z`, "refused"),
    window(`${day}05:00:00Z`, `${day}06:00:00Z`, "failed"),
  ]);
  expect(
    open.map(({ from, until }) => [new Date(from).getUTCHours(), new Date(until).getUTCHours()]),
  ).toEqual([
    [13, 18],
    [20, 21],
  ]);
});

test("open times are shaded only where the chart has figures", () => {
  const data = progressData(run);
  for (const shade of data.shades ?? []) {
    expect(shade.from).toBeGreaterThanOrEqual(data.from ?? 0);
    expect(shade.until).toBeLessThanOrEqual(data.until ?? 0);
  }
  expect(data.shades).toHaveLength(1);
});

test("a submission shortly before the figures is on the chart, one of the day before would press it flat", () => {
  const day = 24 * 60 * 60_000;
  const early = { at: new Date(now - 2 * day).toISOString(), kind: "submitted", words: "Early." };
  const labels = progressData({ ...run, marks: [early, ...run.marks] }).marks?.map(({ label }) => label);
  expect(labels).toEqual(["submitted", "stalled", "resumed"]);
});

test("a mark of a kind that only a newer engine knows keeps its own name", () => {
  expect(markWord({ at: "", kind: "agents_back", words: "" })).toBe("agents back");
});

test("the end of a run is on its chart", () => {
  expect(progressData(completedRun(now)).marks?.at(-1)?.label).toBe("completed");
});

test("times are said in the run's zone, with what is only expected marked as such", () => {
  expect(endText(run.summary, now)).toBe("≈ 10:33 Chicago");
  expect(spanOfRun(run.summary, now)).toBe("06:50 → ≈ 10:33 Chicago");
  expect(endText({ ...run.summary, eta: null }, now)).toBeUndefined();
  expect(spanOfRun({ ...run.summary, eta: null }, now)).toBe("from 06:50 Chicago");
});

test("an expected end is said in the zone that is done last", () => {
  const summary = { ...run.summary, eta: "2026-11-23T19:01:00Z", eta_zone: "Pacific/Honolulu" };
  expect(endText(summary, now)).toBe("≈ 09:01 Honolulu");
  expect(spanOfRun(summary, now)).toBe("06:50 Chicago → ≈ 09:01 Honolulu");
});

test("windows that have ended say when, while the last figures are awaited", () => {
  const summary = { ...run.summary, eta: null, eta_zone: null, over_since: "2026-11-23T15:00:00Z" };
  expect([endName(summary), endText(summary, now)]).toEqual(["Windows ended", "09:00 Chicago"]);
});

test("an area of several zones is said by the clock of the first", () => {
  const zone = "America/Chicago|America/Denver";
  expect(endText({ ...run.summary, zone, eta_zone: zone }, now)).toBe("≈ 10:33 Chicago");
});

test("near days have their weekday, far ones their date", () => {
  const over = { ...run.summary, eta: null };
  const near = { ...over, first_start: "2026-11-22T04:00:00Z", ended_at: "2026-11-22T08:00:00Z" };
  expect(spanOfRun(near, now)).toBe("Sat 22:00 → Sun 02:00 Chicago");
  const far = { ...over, first_start: "2026-11-02T15:00:00Z", ended_at: "2026-11-02T19:00:00Z" };
  expect(spanOfRun(far, now)).toBe("2 Nov 09:00 → 13:00 Chicago");
});

test("an outcome short of the goal says how short", () => {
  const words = runList(now).map(outcomeWord);
  expect(words).toContain("ended, 1,311 of 1,900");
  expect(words).toContain("completed");
});

test("no pace is a dash and not a nought", () => {
  expect([paceText(null), paceText(0.44)]).toEqual(["–", "0.4/min"]);
});

test("the few pixels show gains, and totals that went backwards are no gain", () => {
  expect(gainsOf([10, 14, 12, 20])).toEqual([4, 0, 8]);
});

test("window counts say first what needs a decision", () => {
  expect(windowCountWords(run.summary.windows)).toBe("1 in trouble, 4 open, 1 submitted, 1 ended, 1 refused");
});
