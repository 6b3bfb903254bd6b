import type { ReactNode } from "react";

/** One column, as a page declares it: at module scope, so that it stays the same between renders. */
export interface Column<Row> {
  id: string;
  /** Its heading, also in the list of columns and in the exported file. */
  header: string;
  cell: (row: Row) => ReactNode;
  /**
   * The value by which rows are sorted. Leave it out where the list is longer than what is loaded: sorting a part of a
   * list lies about its order.
   */
  sortBy?: (row: Row) => Value;
  /** The value in the exported file; by default the one it is sorted by. */
  csv?: (row: Row) => Value;
  /** Pixels; the columns without one share what is left. */
  width?: number;
  /** Figures stand at the end. */
  align?: "end";
  /** Not shown until the reader chooses it. */
  hidden?: boolean;
}

export type Value = string | number | boolean | null | undefined;

/** A filter that is set, as a word of the sentence: "failed", "last 24 h". */
export interface FilterChip {
  id: string;
  label: string;
  onRemove: () => void;
}

/** The search of a table; its text is kept by the page. */
export interface TableSearch {
  value: string;
  onChange: (value: string) => void;
  /** The field's name; by default "Search" and the table's label. */
  name?: string;
  /** `false` where `/` leads to another field of the page. */
  hasKey?: boolean;
}

/** One shape in which the engine writes the rows of the filter to a file. */
export interface ExportWay {
  label: string;
  run: () => Promise<unknown>;
}

export interface Sort {
  column: string;
  down: boolean;
}

/** Rows in which the text stands, in any column that can be sorted or exported; each word counts by itself. */
export function matching<Row>(rows: readonly Row[], columns: readonly Column<Row>[], text: string): Row[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...rows];
  return rows.filter((row) => {
    const hay = columns.map((column) => String(plainValue(column, row) ?? "")).join("\u0000");
    const lower = hay.toLowerCase();
    return words.every((word) => lower.includes(word));
  });
}

/** A column's plain value for a row. */
export function plainValue<Row>(column: Column<Row>, row: Row): Value {
  return column.csv?.(row) ?? column.sortBy?.(row);
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Orders values as a reader expects: "item 2" before "item 10", nothing last in either direction. */
export function compare(one: Value, other: Value, down: boolean): number {
  const oneEmpty = one == null || one === "";
  const otherEmpty = other == null || other === "";
  if (oneEmpty || otherEmpty) {
    const order = Number(oneEmpty) - Number(otherEmpty);
    return down ? -order : order;
  }
  if (typeof one === "number" && typeof other === "number") return one - other;
  return collator.compare(String(one), String(other));
}

/** The next state of a heading that is pressed: up, down, as it came. */
export function nextSort(sort: Sort | undefined, column: string): Sort | undefined {
  if (sort?.column !== column) return { column, down: false };
  return sort.down ? undefined : { column, down: true };
}
