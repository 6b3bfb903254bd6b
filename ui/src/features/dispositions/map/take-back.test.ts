import { expect, test } from "vitest";
import type { DispositionMap } from "@/rpc/types";
import { withCategory, withCode, withNewCode, withoutCode } from "./edit";
import { takenBack } from "./take-back";

const map = (): DispositionMap => ({
  categories: [
    { name: "do_not_call", severity: "critical", actions: ["write_contact", "suppress_number"] },
    { name: "unclassified", severity: "low", actions: ["write_contact"] },
  ],
  codes: ["1001", "1002", "1003"].map((code) => ({ code, category: "do_not_call", meaning: "" })),
});
const codes = ({ codes }: DispositionMap) => codes.map(({ code, meaning }) => `${code} ${meaning}`.trim());

test("what others did to the draft since stays when an edit is taken back", () => {
  const edit = { from: map(), to: withCode(map(), 0, { meaning: "mine" }) };
  const present = withCode(edit.to, 1, { meaning: "theirs" });
  expect(codes(takenBack(present, edit))).toEqual(["1001", "1002 theirs", "1003"]);
});

test("a line that others changed after the edit is theirs", () => {
  const edit = { from: map(), to: withCode(map(), 0, { meaning: "mine" }) };
  const present = withCode(edit.to, 0, { meaning: "theirs" });
  expect(takenBack(present, edit)).toEqual(present);
});

test("a removed line comes back beside its neighbour, an added one goes, a renamed one has its name again", () => {
  const theirs = (draft: DispositionMap) => withCode(draft, draft.codes.length - 1, { meaning: "theirs" });
  const removed = { from: map(), to: withoutCode(map(), 1) };
  expect(codes(takenBack(theirs(removed.to), removed))).toEqual(["1001", "1002", "1003 theirs"]);
  const renamed = { from: map(), to: withCode(map(), 1, { code: "1009" }) };
  expect(codes(takenBack(theirs(renamed.to), renamed))).toEqual(["1001", "1002", "1003 theirs"]);
  const added = { from: map(), to: withNewCode(map()) };
  const present = withCode(added.to, 0, { meaning: "theirs" });
  expect(codes(takenBack(present, added))).toEqual(["1001 theirs", "1002", "1003"]);
});

test("a category is named as before, with its codes", () => {
  const edit = { from: map(), to: withCategory(map(), 0, { name: "never_call" }) };
  const present = withCode(edit.to, 2, { meaning: "theirs" });
  const back = takenBack(present, edit);
  expect(back.categories).toEqual(map().categories);
  expect(back.codes.map(({ category }) => category)).toEqual(["do_not_call", "do_not_call", "never_call"]);
  expect(takenBack(edit.to, edit), "nobody else was there").toBe(edit.from);
});
