import { expect, test } from "vitest";
import type { FailedWindow, Run, RunWindow, SubmitReport } from "@/rpc/types";
import { followed } from "./followed";

const START = "2026-11-23T14:00:00Z";
const END = "2026-11-23T18:00:00Z";

function failed(window: string | undefined, state: FailedWindow["state"]): FailedWindow {
  return { window, zone: "America/Chicago", state, words: "The tenant answered 504.", next_try: null };
}

function report(...windows: FailedWindow[]): SubmitReport {
  const contacts = { legal: 0, clamped: 0, refused: 0, needs_zone: 0, invalid: 0, left_out: 0 };
  return { run_id: "run_1", submitted: [], failed: windows, refused: [], contacts } as SubmitReport;
}

function run(part: Partial<RunWindow>): Run {
  const window = {
    id: "win_1",
    zone: "America/Chicago",
    start: START,
    end: END,
    trouble: null,
    next_try: null,
  };
  return { windows: [{ ...window, ...part }] } as unknown as Run;
}

test("a window whose answer was lost stands among the submitted once it was found at the tenant", () => {
  const then = report(failed("win_1", "unknown"));
  expect(followed(then, undefined)).toMatchObject({
    submitted: [],
    unknown: [{ window: "win_1" }],
    failed: [],
  });
  expect(followed(then, run({ state: "submitted", schedule_id: "s-7" }))).toEqual({
    submitted: [{ zone: "America/Chicago", start: START, end: END, schedule_id: "s-7" }],
    unknown: [],
    failed: [],
  });
});

test("a window that was refused since says the newest reason", () => {
  const now = followed(report(failed("win_1", "unknown")), run({ state: "failed", trouble: "Too late." }));
  expect(now.failed).toMatchObject([{ state: "failed", words: "Too late." }]);
  expect(now.unknown).toEqual([]);
});

test("a window without a row of ours stays as it was told", () => {
  const then = failed(undefined, "submitted");
  expect(followed(report(then), run({ state: "submitted", schedule_id: "s-7" })).failed).toEqual([then]);
});
