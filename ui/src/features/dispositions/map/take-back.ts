import type { DispositionMap } from "@/rpc/types";
import { sameCategory, sameCode, sameSpelled } from "./diff";

/** One change that a person made. */
export interface Edit {
  from: DispositionMap;
  to: DispositionMap;
}

/**
 * The present map without what an edit did. Where somebody else changed the same line since, their line stays; what
 * they did elsewhere stays in any case.
 */
export function takenBack(present: DispositionMap, { from, to }: Edit): DispositionMap {
  if (sameSpelled(present, to)) return from;
  return {
    categories: lines(present.categories, to.categories, from.categories, ({ name }) => name, sameCategory),
    codes: lines(present.codes, to.codes, from.codes, ({ code }) => code, sameCode),
  };
}

function lines<T>(
  present: readonly T[],
  was: readonly T[],
  is: readonly T[],
  nameOf: (one: T) => string,
  same: (one: T, other: T) => boolean,
): T[] {
  const [before, after] = [named(was, nameOf), named(is, nameOf)];
  const unlike = (one: T | undefined, other: T | undefined) =>
    one === undefined || other === undefined ? one !== other : !same(one, other);
  let result = [...named(present, nameOf)];
  let neighbour: string | undefined;
  for (const name of new Set([...after.keys(), ...before.keys()])) {
    const [old, next] = [before.get(name), after.get(name)];
    const at = result.findIndex(([known]) => known === name);
    if (unlike(old, next) && !unlike(result[at]?.[1], old)) {
      if (next === undefined) result = result.toSpliced(at, 1);
      else if (at !== -1) result[at] = [name, next];
      else result = result.toSpliced(result.findIndex(([known]) => known === neighbour) + 1, 0, [name, next]);
    }
    if (next !== undefined) neighbour = name;
  }
  return result.map(([, line]) => line);
}

/** Lines by name; the second one of a name is another line than the first. */
function named<T>(list: readonly T[], nameOf: (one: T) => string): Map<string, T> {
  const result = new Map<string, T>();
  for (const one of list) {
    const name = nameOf(one).trim();
    let key = name;
    for (let n = 2; result.has(key); n += 1) key = `${name}\n${n}`;
    result.set(key, one);
  }
  return result;
}
