import type { DispositionCategory, DispositionCode, DispositionMap } from "@/rpc/types";
import { categoryWords } from "../words";

export type Mark = "same" | "added" | "changed" | "removed";

/** One category or code that two maps do not have in common. A side that is missing was not there. */
export interface Change {
  kind: "category" | "code";
  name: string;
  mark: Exclude<Mark, "same">;
  before?: string;
  after?: string;
}

/** What `after` changes beside `before`: categories first, then codes. Order says nothing. */
export function mapChanges(before: DispositionMap, after: DispositionMap): Change[] {
  const categories = (map: DispositionMap) => new Map(map.categories.map((one) => [one.name.trim(), one]));
  return [
    ...differing("category", categories(before), categories(after), categoryText),
    ...differing("code", codesOf(before), codesOf(after), codeText),
  ];
}

export function sameMap(one: DispositionMap, other: DispositionMap): boolean {
  const counts = one.codes.length === other.codes.length && one.categories.length === other.categories.length;
  return counts && mapChanges(one, other).length === 0;
}

/** The same lines in the same order: more than that they mean the same. */
export function sameSpelled(one: DispositionMap, other: DispositionMap): boolean {
  const codes = alike(
    one.codes,
    other.codes,
    (left, right) => left.code.trim() === right.code.trim() && sameCode(left, right),
  );
  return (
    codes &&
    alike(
      one.categories,
      other.categories,
      (left, right) => left.name.trim() === right.name.trim() && sameCategory(left, right),
    )
  );
}

function alike<T>(one: readonly T[], other: readonly T[], same: (left: T, right: T) => boolean): boolean {
  if (one === other) return true;
  return (
    one.length === other.length &&
    one.every((left, at) => {
      const right = other[at];
      return right !== undefined && (left === right || same(left, right));
    })
  );
}

/** A map's codes by their one spelling. */
export function codesOf(map: DispositionMap): Map<string, DispositionCode> {
  return new Map(map.codes.map((one) => [one.code.trim(), one]));
}

export function sameCode(one: DispositionCode, other: DispositionCode): boolean {
  return codeText(one) === codeText(other);
}

export function sameCategory(one: DispositionCategory, other: DispositionCategory): boolean {
  return categoryText(one) === categoryText(other);
}

/** Actions in one order: which was ticked first says nothing. */
function categoryText(one: DispositionCategory): string {
  return categoryWords({ ...one, actions: [...one.actions].sort(inOrder) });
}

const ORDER = ["write_contact", "suppress_number", "schedule_callback", "notify", "deliver"];
const inOrder = (one: string, other: string) => ORDER.indexOf(one) - ORDER.indexOf(other);

function codeText({ category, meaning }: DispositionCode): string {
  return meaning.trim() === "" ? category : `${category} (${meaning.trim()})`;
}

function differing<T>(
  kind: Change["kind"],
  before: Map<string, T>,
  after: Map<string, T>,
  words: (one: T) => string,
): Change[] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const changes = names.flatMap((name): Change[] => {
    const [was, is] = [before.get(name), after.get(name)];
    const sides = { before: was && words(was), after: is && words(is) };
    if (sides.before === sides.after) return [];
    const mark = was === undefined ? "added" : is === undefined ? "removed" : "changed";
    return [{ kind, name, mark, ...sides }];
  });
  return changes.sort((one, other) => collator.compare(one.name, other.name));
}

const collator = new Intl.Collator("en", { numeric: true });
