import { expect, test } from "vitest";
import { runningRun, silentRun, unheardRun } from "../../test/samples/runs";
import { asOldFigures, figureAge, isCountKnown, liveWord, stateAsHeard } from "./run-figures";

const now = Date.parse("2026-11-23T16:00:00Z");
const live = runningRun(now).summary;

test("figures of the last polls are live; those that are older say how old and why", () => {
  expect(figureAge(live, now)).toEqual({
    old: false,
    of: "Figures of 09:59 Chicago",
    age: "12 s old",
    why: undefined,
  });
  const silent = figureAge(silentRun(now).summary, now);
  expect(silent).toMatchObject({ old: true, of: "Figures of 06:29 Chicago", age: "3 h 31 min old" });
  expect(silent.why).toMatch(/^CXone has told none since 06:30 Chicago\. The last poll failed: .*refused\.$/);
});

test("figures grow old by the page's own clock, also where nobody says that a poll failed", () => {
  const later = figureAge(live, now + 10 * 60_000);
  expect(later).toMatchObject({ old: true, age: "10 min old" });
  expect(later.why).toContain("None have come since");
});

test("a program that does not answer makes the figures old at once", () => {
  const program = { since: now - 5_000, words: "It was lost." };
  const age = figureAge(live, now, program);
  expect(age.old).toBe(true);
  expect(age.why).toMatch(/^Callboard has not answered this page since 09:59 Chicago\. It was lost\.$/);
  const over = { ...live, state: "completed" as const, ended_at: live.first_start };
  expect(figureAge(over, now, program).old, "last figures do not age").toBe(false);
});

test("one failed poll is no alarm while the figures are fresh", () => {
  const once = { ...live, silent: { since: new Date(now - 20_000).toISOString(), words: "…" } };
  expect(figureAge(once, now).old).toBe(false);
});

test("between windows, where nobody asks often, a long silence alone makes figures old", () => {
  const between = { ...silentRun(now).summary, fresh_until: null };
  expect(figureAge(between, now).old).toBe(true);
  expect(figureAge({ ...between, silent: null }, now).old).toBe(false);
});

test("a count that was never told is not known once the run has begun", () => {
  const never = unheardRun(now, false).summary;
  expect(isCountKnown(never, now)).toBe(false);
  expect(figureAge(never, now).age, "what was never told has no age").toBeUndefined();
  expect(figureAge(never, now)).toMatchObject({ old: true, of: "No figures told yet" });
  expect(isCountKnown({ ...never, first_start: "2026-11-23T17:00:00Z" }, now), "0 is true before").toBe(true);
});

test("a run whose windows have ended says that only its last figures are missing", () => {
  const run = unheardRun(now).summary;
  expect(liveWord(run)).toBe("ended, figures not known");
  expect(liveWord({ ...run, state: "running" })).toBe("ended, last figures awaited");
  expect(liveWord({ ...run, over_since: null })).toBe("stalled");
});

test("a state that is only remembered is not said as one of now", () => {
  expect(stateAsHeard(live, false)).toBe("running");
  expect(stateAsHeard(live, true)).toBe("running when last heard");
  expect(stateAsHeard(unheardRun(now).summary, true)).toBe("ended, figures not known");
});

test("old figures have no pace and promise no end", () => {
  expect(asOldFigures(live)).toMatchObject({ pace: null, eta: null, figures: live.figures });
});
