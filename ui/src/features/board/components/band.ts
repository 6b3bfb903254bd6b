import { offsetMillis } from "@/lib/time";

/** Where a zone's calling hours lie on an axis of 24 hours, as shares of it; two pieces where they cross an end. */
export interface Piece {
  from: number;
  to: number;
}

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

/** Hours of the house where no rule stands for a country (`default-hours`). */
export const HOURS = { from: 9, to: 20 };

/** The hours of the house in `zone` between `start` and a day later. */
export function piecesOf(zone: string, start: number): Piece[] {
  const pieces: Piece[] = [];
  for (const day of [-1, 0, 1, 2]) {
    const midnight = localMidnight(zone, start) + day * DAY;
    const from = Math.max(0, (midnight + HOURS.from * HOUR - start) / DAY);
    const to = Math.min(1, (midnight + HOURS.to * HOUR - start) / DAY);
    if (from < to) pieces.push({ from, to });
  }
  return pieces;
}

/** Is it calling time there now? */
export function isOpen(zone: string, now: number): boolean {
  const hour = ((((now + offsetMillis(now, zone)) % DAY) + DAY) % DAY) / HOUR;
  return hour >= HOURS.from && hour < HOURS.to;
}

function localMidnight(zone: string, at: number): number {
  const offset = offsetMillis(at, zone);
  return Math.floor((at + offset) / DAY) * DAY - offset;
}
