import type { Page } from "@/rpc/types";
import type { Args, Door } from "../door";
import { Failure } from "../failure";
import type { PagedCommand, RowOf } from "./pages";

/** So many rows are read at most: a file of more is nothing that a spreadsheet opens with ease. */
export const MOST_ROWS = 100_000;

/** The largest page that is asked for; a command whose own bound is lower gives less. */
const PAGE = 500;

export interface ReadingAll {
  onProgress?(read: number, all: number): void;
  signal?: AbortSignal;
}

/** Every row of a list, or its first `MOST_ROWS`. */
export interface Whole<Row> {
  rows: Row[];
  /** There are more rows than these. */
  cut: boolean;
}

/** Walks all pages of a list. Rejects where one cannot be read: a part is not handed out as the whole. */
export async function readAll<C extends PagedCommand>(
  door: Door,
  command: C,
  args: Args<C>,
  { onProgress, signal }: ReadingAll = {},
): Promise<Whole<RowOf<C>>> {
  const rows: RowOf<C>[] = [];
  let after: string | null = null;
  do {
    const asked: Args<C> = { ...args, limit: PAGE, after };
    const page = (await door.call(command, asked)) as Page<RowOf<C>>;
    if (signal?.aborted) throw Failure.cancelled();
    for (const row of page.rows) rows.push(row);
    after = page.next;
    if (after !== null) onProgress?.(Math.min(rows.length, MOST_ROWS), Math.min(page.total, MOST_ROWS));
  } while (after !== null && rows.length < MOST_ROWS);
  return { rows: rows.slice(0, MOST_ROWS), cut: after !== null || rows.length > MOST_ROWS };
}
