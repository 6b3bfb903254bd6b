import { offsetMillis } from "@/lib/time";

/**
 * The instant at which the clocks of `zone` show this date (`2026-11-23`) and time (`09:30`): the first one
 * where they show it twice, and none where they jump over it.
 */
export function instantAt(date: string, time: string, zone: string): number | undefined {
  const wall = Date.parse(`${date}T${time}:00Z`);
  if (!Number.isFinite(wall)) return undefined;
  // The offset a day before and after bracket any change of the clocks in between.
  const offsets = [offsetMillis(wall - DAY, zone), offsetMillis(wall + DAY, zone)];
  const hits = offsets
    .map((offset) => wall - offset)
    .filter((instant) => instant + offsetMillis(instant, zone) === wall);
  return hits.length === 0 ? undefined : Math.min(...hits);
}

const DAY = 24 * 60 * 60_000;

/** The date there, as a date field wants it: `2026-11-23`. */
export function dateThere(instant: number, zone: string): string {
  return new Date(instant + offsetMillis(instant, zone)).toISOString().slice(0, 10);
}
