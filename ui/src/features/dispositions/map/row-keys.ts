import type { DispositionCode } from "@/rpc/types";

export type KeysOf<T> = (list: readonly T[]) => readonly string[];
export type RowKeys = KeysOf<DispositionCode>;

/**
 * Names for the lines of a map that stay with them through every edit, and when the engine answers the same lines as
 * other objects: what is typed in a line must never land in its neighbour.
 */
export function makeKeys<T>(nameOf: (one: T) => string): KeysOf<T> {
  let last: { list: readonly T[]; keys: readonly string[] } = { list: [], keys: [] };
  let count = 0;
  return (list) => {
    if (list === last.list) return last.keys;
    const before = new Map(last.list.map((one, at) => [at, one]));
    const found = new Map<number, number>();
    const take = (at: number, from: number | undefined) => {
      if (from === undefined || !before.delete(from)) return;
      found.set(at, from);
    };
    const byObject = new Map(last.list.map((one, at) => [one, at]));
    for (const [at, one] of list.entries()) take(at, byObject.get(one));
    const byName = new Map<string, number[]>();
    for (const [at, one] of before) {
      const name = nameOf(one).trim();
      byName.set(name, [...(byName.get(name) ?? []), at]);
    }
    for (const [at, one] of list.entries()) {
      if (!found.has(at)) take(at, byName.get(nameOf(one).trim())?.shift());
    }
    // A line that was given another name stands where it stood.
    if (list.length === last.list.length) {
      for (const at of list.keys()) if (!found.has(at)) take(at, at);
    }
    const keys = list.map((_, at) => {
      const from = found.get(at);
      const known = from === undefined ? undefined : last.keys[from];
      if (known !== undefined) return known;
      count += 1;
      return `row ${count}`;
    });
    last = { list, keys };
    return keys;
  };
}

export function makeRowKeys(): RowKeys {
  return makeKeys(({ code }) => code);
}
