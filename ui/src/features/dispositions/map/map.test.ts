import { expect, test } from "vitest";
import type { ActionState, DispositionMap } from "@/rpc/types";
import { mapChanges, sameMap } from "./diff";
import { withCategory, withCode, withCodeBack, withNewCategory, withNewCode, withoutCode } from "./edit";
import { faultsOf } from "./faults";
import { codeRows, matchingRows } from "./rows";

const map = (): DispositionMap => ({
  categories: [
    { name: "do_not_call", severity: "critical", actions: ["write_contact", "suppress_number", "notify"] },
    { name: "qualified_lead", severity: "medium", actions: ["write_contact", "notify"] },
    { name: "unclassified", severity: "low", actions: ["write_contact"] },
  ],
  codes: [
    { code: "1001", category: "do_not_call", meaning: "Asked not to be called" },
    { code: "1002", category: "do_not_call", meaning: "" },
    { code: "3001", category: "qualified_lead", meaning: "Is interested" },
  ],
});

const ACTIONS: ActionState[] = [
  { action: "write_contact", available: true, because: null },
  { action: "schedule_callback", available: false, because: "Callbacks come later." },
];

test("two maps that mean the same differ in nothing, whatever their order", () => {
  const other = map();
  other.codes.reverse();
  other.categories.reverse();
  other.categories[2]?.actions.reverse();
  expect(mapChanges(map(), other)).toEqual([]);
  expect(sameMap(map(), other)).toBe(true);
});

test("every difference is named with what was and what will be, categories first", () => {
  let after = withoutCode(map(), 0);
  after = withCode(after, 0, { category: "qualified_lead" });
  after = withCategory(after, 1, { severity: "high" });
  const told = mapChanges(map(), after).map(({ kind, name, mark, before, after }) =>
    [kind, name, mark, before ?? "", after ?? ""].join(" | "),
  );
  expect(told).toEqual([
    "category | qualified_lead | changed | medium: write, alert | high: write, alert",
    "code | 1001 | removed | do_not_call (Asked not to be called) | ",
    "code | 1002 | changed | do_not_call | qualified_lead",
  ]);
});

test("what the draft removes keeps its place among its neighbours, and the rest is marked", () => {
  let draft = withoutCode(map(), 0);
  draft = withoutCode(draft, 0);
  draft = withNewCode(draft);
  const rows = codeRows(map(), draft);
  expect(rows.map(({ code, mark }) => `${code.code} ${mark}`)).toEqual([
    "1001 removed",
    "1002 removed",
    "3001 same",
    " added",
  ]);
  const middle = codeRows(map(), withoutCode(map(), 1));
  expect(middle.map(({ code }) => code.code)).toEqual(["1001", "1002", "3001"]);
});

test("white space around a code says nothing, and a leading zero makes another one", () => {
  expect(codeRows(map(), withCode(map(), 0, { code: " 1001 " }))[0]?.mark).toBe("same");
  expect(codeRows(map(), withCode(map(), 0, { code: "01001" })).map(({ mark }) => mark)).toContain("added");
});

test("a code that is put back stands where the published map has it", () => {
  const published = map();
  const code = published.codes[1];
  if (code === undefined) throw new Error("the map has three codes");
  expect(withCodeBack(withoutCode(map(), 1), code, published)).toEqual(published);
  const alone = { ...map(), codes: [] };
  expect(withCodeBack(alone, code, published).codes).toEqual([code]);
});

test("renaming a category takes its codes along, and a new one never takes a name that is there", () => {
  const renamed = withCategory(map(), 0, { name: "stop" });
  expect(renamed.codes.map(({ category }) => category)).toEqual(["stop", "stop", "qualified_lead"]);
  const twice = withNewCategory(withNewCategory(map(), "new_category"), "new_category");
  expect(twice.categories.slice(-2).map(({ name }) => name)).toEqual(["new_category", "new_category_2"]);
});

test("a search finds a code by what follows from it", () => {
  const rows = codeRows(map(), map());
  const found = (text: string) => matchingRows(rows, text).map(({ code }) => code.code);
  expect(found("critical suppress")).toEqual(["1001", "1002"]);
  expect(found("INTERESTED")).toEqual(["3001"]);
  expect(found("nothing of it")).toEqual([]);
});

test("what cannot be published is said in words at its place, and nothing else", () => {
  const wrong = map();
  wrong.codes.push(
    { code: " 1001", category: "sold", meaning: "x".repeat(201) },
    { code: " ", category: "", meaning: "" },
    { code: "9".repeat(65), category: "do_not_call", meaning: "" },
    { code: "01001", category: "do_not_call", meaning: "" },
  );
  wrong.categories.push({ name: "Sold", severity: "low", actions: ["schedule_callback"] });
  expect(Object.fromEntries(faultsOf(wrong, ACTIONS))).toEqual({
    "codes.3.code": "The code 1001 is there twice.",
    "codes.3.category": "There is no category sold.",
    "codes.3.meaning": "At most 200 characters.",
    "codes.4.code": "A code cannot be empty.",
    "codes.4.category": "A code needs a category.",
    "codes.5.code": "A code has 1 to 64 characters on one line.",
    "categories.3.name": "Use 1 to 64 small letters, digits and _: it is written into the contact like this.",
    "categories.3.actions": "Take this off to publish. Callbacks come later.",
  });
  expect([...faultsOf(map(), ACTIONS)]).toEqual([]);
});
