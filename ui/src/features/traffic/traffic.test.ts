import { expect, test } from "vitest";
import { looksOf } from "@/components/state-mark";
import { t } from "@/i18n";
import type { TraceStep } from "@/rpc/types";
import { asFilter, filterWords, STATES } from "./filter";
import { answerText, lengthText, timed } from "./timeline";

const step = (at: string | null): TraceStep => ({ kind: "effect", state: "done", at, words: "", link: null });

test("each step says how long after the one before it came, and one to come says nothing", () => {
  const steps = timed([
    step("2026-11-23T08:00:00.000Z"),
    step("2026-11-23T08:00:00.012Z"),
    step(null),
    step("2026-11-23T08:00:01.512Z"),
    step("2026-11-23T07:59:00.000Z"),
  ]);
  expect(steps.map((each) => each.after)).toEqual([undefined, "12 ms", undefined, "1.5 s", undefined]);
});

test("a try that failed says its answer and how long that took; what is no failed try says nothing", () => {
  const at = "2026-11-23T08:00:00.000Z";
  const tries = [{ at, status: 429, words: "Too much at once.", took_ms: 112 }];
  const tried: TraceStep = { ...step(at), kind: "tried", state: "failed" };
  expect(answerText(tried, tries)).toBe("429 · 112 ms");
  expect(answerText(tried, [{ at, status: null, words: "No answer.", took_ms: 15_000 }])).toMatch(
    /^no answer · 15 s$/,
  );
  expect([answerText({ ...tried, state: "done" }, tries), answerText(step(at), tries)]).toEqual([
    undefined,
    undefined,
  ]);
});

test("short times are told finely", () => {
  expect([lengthText(0), lengthText(999), lengthText(1_000), lengthText(9_949)]).toEqual([
    "0 ms",
    "999 ms",
    "1.0 s",
    "9.9 s",
  ]);
});

test("a filter reads as a sentence and asks the engine for no more than it knows", () => {
  const search = { direction: "received", state: "dead", kind: "call-result", party: "src_1", since: "day" };
  const words = filterWords(search, () => "Acme");
  expect(words.map((word) => word.label)).toEqual([
    "received",
    "dead letter",
    "call result",
    "Acme",
    "last 24 h",
  ]);
  const now = Date.parse("2026-11-23T08:00:00Z");
  expect(asFilter(search, now)).toEqual({
    direction: "received",
    state: "dead",
    kind: "call-result",
    party: "src_1",
    since: "2026-11-22T08:00:00.000Z",
  });
  expect(asFilter({ direction: "sideways", state: "odd", since: "ever" }, now)).toEqual({});
});

test("every state of the list has a shape and a word of its own", () => {
  const shapes = STATES.map((state) => looksOf(state).shape);
  expect(new Set(shapes).size, shapes.join(" ")).toBe(STATES.length);
  expect(new Set(STATES.map((state) => t(`states.${state}`))).size).toBe(STATES.length);
});
