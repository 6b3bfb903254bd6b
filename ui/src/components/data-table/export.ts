import { t } from "@/i18n";
import { csvBlob } from "@/lib/csv";
import type { Door, Saved } from "@/lib/door";
import { number } from "@/lib/numbers";
import { MOST_ROWS, type Whole } from "@/lib/query";
import { toastAttention, toastDone } from "@/lib/toast";
import { type Column, plainValue } from "./columns";

/** Saves rows in their order, with the columns that are shown; says so where they are not all. */
export async function exportRows<Row>(
  door: Door,
  label: string,
  columns: readonly Column<Row>[],
  { rows, cut }: Whole<Row>,
): Promise<void> {
  const header = columns.map((column) => column.header);
  const lines = rows.map((row) => columns.map((column) => plainValue(column, row)));
  const saved = await door.save(fileName(label, new Date()), csvBlob(header, lines));
  sayWhere(saved, rows.length);
  if (cut) toastAttention(t("parts.exportCut"), t("parts.exportCutHint", { n: number(MOST_ROWS) }));
}

/** "1,204 rows saved", with the place where the door knows it. */
export function sayWhere(saved: Saved, rows: number): void {
  toastDone(t("parts.exported", { count: rows, n: number(rows) }), saved.path);
}

/** `Do not call` → `do-not-call-2026-11-23.csv`. */
export function fileName(label: string, now: Date): string {
  const words = label.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-");
  return `${words.replaceAll(/^-|-$/g, "")}-${now.toISOString().slice(0, 10)}.csv`;
}
