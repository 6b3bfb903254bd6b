import { WORDS } from "@/lib/locale";

/** Days as the engine counts them (0 = Sunday), in the order of a working week. */
export const DAYS = [1, 2, 3, 4, 5, 6, 0] as const;

/** 1 → "Mon". */
export function dayName(day: number): string {
  // 1 February 2026 was a Sunday.
  return weekday.format(Date.UTC(2026, 1, 1 + day));
}

const weekday = new Intl.DateTimeFormat(WORDS, { weekday: "short", timeZone: "UTC" });
