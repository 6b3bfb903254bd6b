import { expect, test } from "vitest";
import { withCode, withNewCode, withoutCode } from "./edit";
import { makeRowKeys } from "./row-keys";

const map = (...codes: string[]) => ({
  categories: [],
  codes: codes.map((code) => ({ code, category: "", meaning: "" })),
});

test("a line keeps its key through edits, and through the engine's answer with other objects", () => {
  const keysOf = makeRowKeys();
  const first = map("1001", "1002");
  const [one, two] = keysOf(first.codes);
  const added = withNewCode(first);
  const three = keysOf(added.codes)[2];
  expect(keysOf(added.codes)).toEqual([one, two, three]);
  expect(keysOf(structuredClone(added).codes)).toEqual([one, two, three]);
  expect(keysOf(withCode(added, 2, { code: "1003" }).codes)).toEqual([one, two, three]);
  expect(keysOf(withoutCode(map("1001", "1002", "1003"), 0).codes)).toEqual([two, three]);
  expect(new Set([one, two, three]).size).toBe(3);
});

test("lines that others add or remove above do not shift the keys", () => {
  const keysOf = makeRowKeys();
  const [, two, blank] = keysOf(map("1001", "1002", "").codes);
  expect(keysOf(map("9001", "1002", "").codes).slice(1)).toEqual([two, blank]);
  expect(keysOf(map("1002", "", "7001").codes).slice(0, 2)).toEqual([two, blank]);
});
