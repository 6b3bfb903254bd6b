import { isoDay, ownZone } from "@/lib/time";

/** The one line that is no cron: a single start, as the engine writes it. */
export interface Moment {
  /** "2026-12-08". */
  date: string;
  /** "10:00". */
  time: string;
}

/** "@once 2026-12-08T10:00". */
export function onceText({ date, time }: Moment): string {
  return `@once ${date}T${time}`;
}

/** The moment of such a line; `undefined` for any other expression. */
export function readOnce(cron: string): Moment | undefined {
  const found = /^@once\s+(\d{4}-\d\d-\d\d)[T\s]+(\d\d:\d\d)$/i.exec(cron.trim());
  const [, date, time] = found ?? [];
  return date === undefined || time === undefined ? undefined : { date, time };
}

/** The date of the day after `now`, where one begins to choose. */
export function tomorrow(now: number): string {
  return isoDay(now + 24 * 60 * 60 * 1000, ownZone());
}
