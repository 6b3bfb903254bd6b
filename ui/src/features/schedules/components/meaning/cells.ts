import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { Mark, Preview, PreviewFire, PreviewRow } from "@/rpc/types";

/** A row of the grid with its fires under the columns they belong to. */
export interface GridRow {
  row: PreviewRow;
  /** One for each column; absent where this zone does not fire there. */
  fires: (PreviewFire | undefined)[];
}

/** Zones that are just past today's fire begin a column later, so a fire is found by its occurrence. */
export function gridRows(preview: Preview): GridRow[] {
  return preview.rows.map((row) => {
    const found = new Map(row.fires.map((fire) => [fire.occurrence, fire]));
    return { row, fires: preview.column_keys.map((key) => found.get(key)) };
  });
}

/** Names a cell in the address: `America/New_York@2026-11-23T09:00`. */
export function cellKey(row: PreviewRow, fire: PreviewFire): string {
  return `${row.zone}@${fire.occurrence}`;
}

export function findCell(preview: Preview | undefined, key: string | undefined) {
  if (key === undefined) return undefined;
  for (const row of preview?.rows ?? []) {
    const fire = row.fires.find((candidate) => cellKey(row, candidate) === key);
    if (fire !== undefined) return { row, fire };
  }
  return undefined;
}

/** The whole cell in one sentence, for who hears the grid. */
export function cellName({ row, fire }: { row: PreviewRow; fire: PreviewFire }): string {
  return [
    row.place,
    fire.words,
    t(`states.${fire.verdict}`),
    t("schedules.contactsOf", { count: row.contacts, n: number(row.contacts) }),
    fire.rule?.words,
    fire.federal_hours_only && t("schedules.cell.federalOnly"),
    ...fire.mark_words,
  ]
    .filter(Boolean)
    .join(", ");
}

/** A clock change near a fire gets the double arrow; what only differs from today does not need a look. */
export function isClockMark(mark: Mark): boolean {
  return mark === "gap" || mark === "overlap" || mark === "clock_changes_inside";
}

/** Groups by which a row's contacts can be left out: the zone, and each law in it where there are several. */
export function groupsOf(row: PreviewRow): { id: string; name: string; contacts: number }[] {
  const whole = { id: row.zone, name: row.place, contacts: row.contacts };
  if (row.jurisdictions.length < 2) return [whole];
  const parts = row.jurisdictions.map(({ jurisdiction, contacts }) => ({
    id: `${row.zone}/${jurisdiction}`,
    name: t("schedules.grid.partOf", { jurisdiction, place: row.place }),
    contacts,
  }));
  return [whole, ...parts];
}
