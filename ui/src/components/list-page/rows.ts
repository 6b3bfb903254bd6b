import { useMemo } from "react";
import type { More, Paged, Read, Whole } from "@/lib/query";
import { type Column, matching } from "../data-table";

/** A list that one command answers whole, as pages hand it over. */
export function whole<Row>(read: Read<Row[]>): Paged<Row> {
  const rows = read.status === "loading" ? NONE : (read.data ?? NONE);
  return { rows, total: rows.length, read };
}

const NONE: never[] = [];

/** The rows in which the text stands: of those that are here, and of all where they are read for a file. */
export function useMatching<Row>(
  { rows, more }: Paged<Row>,
  columns: readonly Column<Row>[],
  text: string,
): { rows: Row[]; more: More<Row> | undefined } {
  const found = useMemo(() => (text === "" ? rows : matching(rows, columns, text)), [rows, columns, text]);
  if (more === undefined || text === "") return { rows: found, more };
  const fitting = ({ rows: all, cut }: Whole<Row>) => ({ rows: matching(all, columns, text), cut });
  return { rows: found, more: { ...more, all: async (watch) => fitting(await more.all(watch)) } };
}

/** A part of a list cannot be sorted: its order would be taken for that of the whole. */
export function useSortable<Row>(columns: readonly Column<Row>[], isPart: boolean): readonly Column<Row>[] {
  return useMemo(
    () => (isPart ? columns.map(({ sortBy, csv = sortBy, ...column }) => ({ ...column, csv })) : columns),
    [columns, isPart],
  );
}
