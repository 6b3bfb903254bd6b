import { expect, test } from "vitest";
import { type Column, compare, matching, nextSort } from "./columns";
import { allToggled, extended, NOTHING, toggled, within } from "./selection";

const order = ["a", "b", "c", "d", "e"];

test("shift chooses everything from the last chosen row to this one, in either direction", () => {
  const anchored = toggled(NOTHING, "d");
  expect([...extended(anchored, "b", order).chosen].sort()).toEqual(["b", "c", "d"]);
});

test("without an anchor, shift begins at the row that has the focus", () => {
  expect([...extended(NOTHING, "c", order).chosen]).toEqual(["c"]);
  expect([...extended(NOTHING, "c", order, "b").chosen]).toEqual(["b", "c"]);
  const gone = { ...toggled(NOTHING, "z"), chosen: new Set<string>() };
  expect([...extended(gone, "c", order, "d").chosen].sort()).toEqual(["c", "d"]);
});

test("a range that becomes shorter lets go of its end, and keeps what was chosen before it", () => {
  const anchored = toggled(toggled(NOTHING, "a"), "c");
  const long = extended(anchored, "e", order);
  expect([...long.chosen].sort()).toEqual(["a", "c", "d", "e"]);
  expect([...extended(long, "d", order).chosen].sort()).toEqual(["a", "c", "d"]);
});

test("the box in the head chooses all rows shown, and then none", () => {
  const all = allToggled(NOTHING, order);
  expect(all.chosen.size).toBe(5);
  expect(allToggled(all, order).chosen.size).toBe(0);
});

test("a row that the filter took away is not chosen any more", () => {
  const chosen = toggled(toggled(NOTHING, "a"), "e");
  expect([...within(chosen, ["a", "b"]).chosen]).toEqual(["a"]);
});

test("numbers in names sort by size, and nothing comes last in both directions", () => {
  const values = ["item 10", null, "item 2", ""];
  const up = [...values].sort((x, y) => compare(x, y, false));
  expect(up).toEqual(["item 2", "item 10", null, ""]);
  const down = [...values].sort((x, y) => -compare(x, y, true));
  expect(down.slice(0, 2)).toEqual(["item 10", "item 2"]);
});

test("a heading goes up, down and back to the order of the list", () => {
  const up = nextSort(undefined, "name");
  const down = nextSort(up, "name");
  expect([up, down, nextSort(down, "name")]).toEqual([
    { column: "name", down: false },
    { column: "name", down: true },
    undefined,
  ]);
});

test("a search finds rows in which every word stands somewhere", () => {
  const columns: Column<{ name: string; state: string }>[] = [
    { id: "name", header: "Name", cell: (row) => row.name, sortBy: (row) => row.name },
    { id: "state", header: "State", cell: (row) => row.state, sortBy: (row) => row.state },
  ];
  const rows = [
    { name: "Spring renewals", state: "running" },
    { name: "Spring cleaning", state: "failed" },
  ];
  expect(matching(rows, columns, "FAILED spring")).toEqual([rows[1]]);
});
