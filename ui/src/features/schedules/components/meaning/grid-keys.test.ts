import { expect, test } from "vitest";
import { moved } from "./grid-keys";

const extent = { rows: 7, cols: 5, page: 3 };

test.each([
  ["ArrowDown", false, { row: 3, col: 2 }],
  ["ArrowUp", false, { row: 1, col: 2 }],
  ["ArrowLeft", false, { row: 2, col: 1 }],
  ["ArrowRight", false, { row: 2, col: 3 }],
  ["Home", false, { row: 2, col: 0 }],
  ["End", false, { row: 2, col: 4 }],
  ["Home", true, { row: 0, col: 0 }],
  ["End", true, { row: 6, col: 4 }],
  ["PageDown", false, { row: 5, col: 2 }],
  ["PageUp", false, { row: 0, col: 2 }],
])("%s (ctrl: %s) leads to %o", (key, ctrl, place) => {
  expect(moved({ row: 2, col: 2 }, key, ctrl, extent)).toEqual(place);
});

test("at an edge a key stays there", () => {
  expect(moved({ row: 0, col: 0 }, "ArrowUp", false, extent)).toEqual({ row: 0, col: 0 });
  expect(moved({ row: 6, col: 4 }, "ArrowRight", false, extent)).toEqual({ row: 6, col: 4 });
});

test("other keys are left alone", () => {
  expect(moved({ row: 0, col: 0 }, "a", false, extent)).toBeUndefined();
});
