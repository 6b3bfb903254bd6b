import type { DispositionCategory, DispositionCode, DispositionMap } from "@/rpc/types";

/** Every edit answers a new map, so that the one before can be taken back. */

export function withCode(map: DispositionMap, at: number, change: Partial<DispositionCode>): DispositionMap {
  return { ...map, codes: map.codes.map((code, index) => (index === at ? { ...code, ...change } : code)) };
}

/** One line more at the end, with nothing in it yet. */
export function withNewCode(map: DispositionMap): DispositionMap {
  return { ...map, codes: [...map.codes, { code: "", category: "", meaning: "" }] };
}

export function withoutCode(map: DispositionMap, at: number): DispositionMap {
  return { ...map, codes: map.codes.filter((_, index) => index !== at) };
}

/** A code that the draft had removed, where the published map has it. */
export function withCodeBack(
  map: DispositionMap,
  code: DispositionCode,
  published: DispositionMap,
): DispositionMap {
  const before = published.codes.slice(
    0,
    published.codes.findIndex((one) => one.code === code.code),
  );
  const neighbours = new Set(before.map((one) => one.code));
  const at = map.codes.findLastIndex((one) => neighbours.has(one.code.trim())) + 1;
  return { ...map, codes: map.codes.toSpliced(at, 0, code) };
}

/** Renaming takes the codes along. */
export function withCategory(
  map: DispositionMap,
  at: number,
  change: Partial<DispositionCategory>,
): DispositionMap {
  const was = map.categories[at];
  if (was === undefined) return map;
  const categories = map.categories.map((one, index) => (index === at ? { ...one, ...change } : one));
  const { name } = change;
  if (name === undefined || name === was.name) return { ...map, categories };
  const codes = map.codes.map((code) => (code.category === was.name ? { ...code, category: name } : code));
  return { categories, codes };
}

/** A category of its own name, which writes the contact and nothing else until more is ticked. */
export function withNewCategory(map: DispositionMap, base: string): DispositionMap {
  const taken = new Set(map.categories.map((one) => one.name));
  let name = base;
  for (let n = 2; taken.has(name); n += 1) name = `${base}_${n}`;
  const category: DispositionCategory = { name, severity: "medium", actions: ["write_contact"] };
  return { ...map, categories: [...map.categories, category] };
}

export function withoutCategory(map: DispositionMap, at: number): DispositionMap {
  return { ...map, categories: map.categories.filter((_, index) => index !== at) };
}
