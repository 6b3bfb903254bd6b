import type { DispositionCategory, DispositionCode, DispositionMap } from "@/rpc/types";
import { actionWords } from "../words";
import { codesOf, type Mark, sameCode } from "./diff";

/** One line of the grid: a code of the draft, or one that the draft takes out of the published map. */
export interface CodeRow {
  key: string;
  /** Its place in the draft; absent where the draft removes it. */
  at?: number;
  code: DispositionCode;
  mark: Mark;
  /** How it is published, where the draft changes it. */
  was?: DispositionCode;
  /** Absent where the map has no such category. */
  category?: DispositionCategory;
}

/** The draft in its order; what it removes keeps its place among its old neighbours. */
export function codeRows(
  published: DispositionMap,
  draft: DispositionMap,
  keys: readonly string[] = [],
): CodeRow[] {
  const known = codesOf(published);
  const kept = codesOf(draft);
  const categories = new Map([...published.categories, ...draft.categories].map((one) => [one.name, one]));
  const removed = new Map<string | undefined, CodeRow[]>();
  let neighbour: string | undefined;
  for (const [name, code] of known) {
    if (kept.has(name)) neighbour = name;
    else {
      const row: CodeRow = {
        key: `gone ${name}`,
        code,
        mark: "removed",
        category: categories.get(code.category),
      };
      removed.set(neighbour, [...(removed.get(neighbour) ?? []), row]);
    }
  }
  const rows = draft.codes.flatMap((code, at) => {
    const was = known.get(code.code.trim());
    const mark = was === undefined ? "added" : sameCode(was, code) ? "same" : "changed";
    const row: CodeRow = {
      key: keys[at] ?? `at ${at}`,
      at,
      code,
      mark,
      category: categories.get(code.category),
    };
    if (mark === "changed") row.was = was;
    const after = removed.get(code.code.trim()) ?? [];
    removed.delete(code.code.trim());
    return [row, ...after];
  });
  return [...(removed.get(undefined) ?? []), ...rows];
}

/** Rows in which every word stands: in the code, its meaning, its category or what follows from that. */
export function matchingRows(rows: readonly CodeRow[], text: string): CodeRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...rows];
  return rows.filter(({ code, category }) => {
    const derived = category ? [category.severity, actionWords(category.actions)] : [];
    const hay = [code.code, code.meaning, code.category, ...derived].join("\u0000").toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}
