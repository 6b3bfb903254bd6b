import { expect, test } from "vitest";
import { beginsEdit, movedTo, tabbedTo } from "./grid-keys";

test("arrows walk the cells and stop at the edges", () => {
  expect(movedTo({ row: 0, col: 0 }, "ArrowUp", false, 9)).toEqual({ row: 0, col: 0 });
  expect(movedTo({ row: 3, col: 4 }, "ArrowRight", false, 9)).toEqual({ row: 3, col: 4 });
  expect(movedTo({ row: 3, col: 1 }, "ArrowDown", true, 9)).toEqual({ row: 8, col: 1 });
  expect(movedTo({ row: 3, col: 1 }, "End", false, 9)).toEqual({ row: 3, col: 4 });
  expect(movedTo({ row: 3, col: 1 }, "PageDown", false, 9)).toEqual({ row: 8, col: 1 });
  expect(movedTo({ row: 3, col: 1 }, "a", false, 9)).toBeUndefined();
});

test("Tab goes from one field to the next, over to the next line, and out at the end", () => {
  expect(tabbedTo({ row: 0, col: 0 }, false, 2)).toEqual({ row: 0, col: 1 });
  expect(tabbedTo({ row: 0, col: 2 }, false, 2)).toEqual({ row: 1, col: 0 });
  expect(tabbedTo({ row: 1, col: 2 }, false, 2)).toBeUndefined();
  expect(tabbedTo({ row: 1, col: 0 }, true, 2)).toEqual({ row: 0, col: 2 });
  expect(tabbedTo({ row: 0, col: 0 }, true, 2)).toBeUndefined();
});

test("a letter begins to edit, unless it is a key of the page or of the browser", () => {
  const key = (key: string, ctrlKey = false) => beginsEdit({ key, ctrlKey, metaKey: false, altKey: false });
  expect(["4", "N", "é", "-"].map((each) => key(each))).toEqual([true, true, true, true]);
  expect(["n", "g", "/", "?", " ", "Enter"].some((each) => key(each))).toBe(false);
  expect(key("c", true)).toBe(false);
});
