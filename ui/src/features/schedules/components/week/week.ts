import type { NextFire, Verdict } from "@/rpc/types";

/** A day of the calendar. `key` is how the engine's local times name it: "23 Nov". */
export interface WeekDay {
  iso: string;
  name: string;
  key: string;
}

/** All zones in which a schedule starts at one local time of one day, drawn as one block. */
export interface Block {
  schedule: string;
  name: string;
  day: number;
  /** Minutes since local midnight. */
  from: number;
  to: number;
  clock: string;
  zones: string[];
  contacts: number;
  verdicts: Record<Verdict, number>;
  /** Blocks that overlap stand side by side. */
  lane: number;
  lanes: number;
}

const DAY = 86_400_000;
const NAMES = new Intl.DateTimeFormat("en-GB", { weekday: "short", timeZone: "UTC" });
const KEYS = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** The Monday of the week in which a date lies; of today's where the text is no date. */
export function mondayOf(date: string | undefined, today: string): string {
  const at = Date.parse(`${date}T00:00:00Z`);
  const day = new Date(Number.isNaN(at) ? Date.parse(`${today}T00:00:00Z`) : at);
  const sinceMonday = (day.getUTCDay() + 6) % 7;
  return isoDay(day.getTime() - sinceMonday * DAY);
}

export function weekDays(monday: string): WeekDay[] {
  const start = Date.parse(`${monday}T00:00:00Z`);
  return Array.from({ length: 7 }, (_, index) => {
    const at = start + index * DAY;
    // "Sept" is how en-GB says it here; the engine says "Sep".
    return { iso: isoDay(at), name: NAMES.format(at), key: KEYS.format(at).replace("Sept", "Sep") };
  });
}

export function otherWeek(monday: string, weeks: number): string {
  return isoDay(Date.parse(`${monday}T00:00:00Z`) + weeks * 7 * DAY);
}

/** Everything that falls into the week somewhere on earth: local days begin 14 h before UTC's and end 12 h after. */
export function asked(monday: string): { from: string; until: string } {
  const start = Date.parse(`${monday}T00:00:00Z`);
  const text = (at: number) => new Date(at).toISOString().replace(".000Z", "Z");
  return { from: text(start - 14 * 3_600_000), until: text(start + 7 * DAY + 12 * 3_600_000) };
}

/** Windows as blocks at their contacts' own time of day: nine in the morning stands at nine for every zone. */
export function blocks(fires: readonly NextFire[], days: readonly WeekDay[]): Block[] {
  const found = new Map<string, Block>();
  for (const fire of fires) {
    const local = readLocal(fire.local_start);
    const day = local === undefined ? -1 : days.findIndex(({ key }) => key === local.day);
    if (local === undefined || day < 0) continue;
    const key = `${fire.schedule} ${day} ${local.clock}`;
    const block = found.get(key) ?? newBlock(fire, day, local);
    const length = (Date.parse(fire.end) - Date.parse(fire.start)) / 60_000;
    block.to = Math.min(24 * 60, Math.max(block.to, block.from + length));
    block.zones.push(fire.zone);
    block.contacts += fire.contacts;
    block.verdicts[fire.verdict] += 1;
    found.set(key, block);
  }
  return days.flatMap((_, day) => sideBySide([...found.values()].filter((block) => block.day === day)));
}

/** The hours that are drawn: the working day, and more where something lies outside it. */
export function hoursShown(drawn: readonly Block[]): { first: number; last: number } {
  const first = Math.min(7, ...drawn.map((block) => Math.floor(block.from / 60)));
  const last = Math.max(21, ...drawn.map((block) => Math.ceil(block.to / 60)));
  return { first, last };
}

interface Local {
  day: string;
  clock: string;
  minutes: number;
}

/** `Mon 23 Nov 09:00`, `Mon 4 Jan 2027 09:00`: the engine's words, made with its zone data. */
function readLocal(words: string): Local | undefined {
  const [, day, month, hour, minute] = /(\d{1,2}) (\p{L}{3})(?: \d{4})? (\d\d):(\d\d)$/u.exec(words) ?? [];
  if (minute === undefined) return undefined;
  return { day: `${day} ${month}`, clock: `${hour}:${minute}`, minutes: Number(hour) * 60 + Number(minute) };
}

const LEAST = 60;

function newBlock({ schedule, name }: NextFire, day: number, { minutes, clock }: Local): Block {
  const verdicts = { legal: 0, clamped: 0, refused: 0 };
  const to = Math.min(24 * 60, minutes + LEAST);
  return {
    schedule,
    name,
    day,
    from: minutes,
    to,
    clock,
    zones: [],
    contacts: 0,
    verdicts,
    lane: 0,
    lanes: 1,
  };
}

function sideBySide(day: Block[]): Block[] {
  const sorted = day.toSorted((one, other) => one.from - other.from || other.to - one.to);
  let cluster: Block[] = [];
  let ends: number[] = [];
  const settle = () => {
    for (const block of cluster) block.lanes = ends.length;
  };
  for (const block of sorted) {
    if (cluster.length > 0 && block.from >= Math.max(...ends)) {
      settle();
      cluster = [];
      ends = [];
    }
    const free = ends.findIndex((end) => end <= block.from);
    block.lane = free < 0 ? ends.length : free;
    ends[block.lane] = block.to;
    cluster.push(block);
  }
  settle();
  return sorted;
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
