import { expect, test } from "vitest";
import { looksOf, type StateName } from ".";

/** States that can stand in one list have to be told apart without colour. */
const LISTS: StateName[][] = [
  ["submitting", "waiting", "running", "stalled", "completed", "ended", "stopped", "failed", "superseded"],
  ["planned", "sending", "submitted", "begun", "ended", "failed", "unknown", "stuck"],
  ["legal", "clamped", "refused"],
  ["active", "paused", "done"],
  ["waiting", "delivered", "dead"],
  ["allowed", "forbidden", "absent", "skipped"],
];

test.each(LISTS.map((list) => [list]))("%s: each has a shape of its own", (list) => {
  const shapes = list.map((state) => looksOf(state).shape);
  expect(new Set(shapes).size, shapes.join(" ")).toBe(list.length);
});
