import { clockTime } from "@/lib/time";

/** A stretch of calling hours on an axis of 24 hours, as shares of it; a zone has two where they cross an end. */
export interface Piece {
  from: number;
  to: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** The clocks of the world differ by whole quarters of an hour, so hours of a place begin and end at one. */
const QUARTER = 15 * MINUTE;

/** Hours of the house where no rule stands for a country (`default-hours`). */
export const HOURS = { from: 9, to: 20 };

/** The hours of the house in `zone` between `start` and a day later, as its clock shows them at each instant. */
export function piecesOf(zone: string, start: number): Piece[] {
  const pieces: Piece[] = [];
  for (const [from, to] of quarters(start, start + DAY)) {
    if (!isOpen(zone, from)) continue;
    const piece = { from: (from - start) / DAY, to: (to - start) / DAY };
    const last = pieces.at(-1);
    if (last?.to === piece.from) last.to = piece.to;
    else pieces.push(piece);
  }
  return pieces;
}

/** Whether it is calling time there now. */
export function isOpen(zone: string, now: number): boolean {
  const hour = Number(clockTime(now, zone).slice(0, 2));
  return hour >= HOURS.from && hour < HOURS.to;
}

/** The quarters of an hour between two instants; the first and the last may be cut. */
function* quarters(start: number, end: number): Generator<[from: number, to: number]> {
  let from = start;
  while (from < end) {
    const to = Math.min(end, (Math.floor(from / QUARTER) + 1) * QUARTER);
    yield [from, to];
    from = to;
  }
}
