import type { MissedFire } from "@/rpc/types";

/** Fires that one schedule missed: one line of the tray, decided together or one by one. */
export interface MissedGroup {
  key: string;
  name: string;
  schedule: string;
  /** Of the newest; `starts` counts how many different ones there are. */
  occurrence: string;
  starts: number;
  reason: string;
  fires: MissedFire[];
  /** Which of them may still be started by hand. */
  startable: MissedFire[];
  /** The earliest end of what is still legal, and where. */
  legalUntil?: { at: string; zone: string };
  contacts: number;
}

export function missedGroups(fires: readonly MissedFire[], now: number): MissedGroup[] {
  const found = new Map<string, MissedFire[]>();
  for (const fire of fires) {
    const key = fire.schedule;
    found.set(key, [...(found.get(key) ?? []), fire]);
  }
  return [...found].flatMap(([key, group]) => {
    const first = group[0];
    return first === undefined ? [] : [gathered(key, first, group, now)];
  });
}

/** One of them, to be decided alone. */
export function alone(fire: MissedFire, now: number): MissedGroup {
  return gathered(fire.id, fire, [fire], now);
}

function gathered(key: string, first: MissedFire, fires: MissedFire[], now: number): MissedGroup {
  const startable = fires.filter(({ legal_until }) => legal_until !== null && Date.parse(legal_until) > now);
  const soonest = startable.toSorted((one, other) => untilOf(one) - untilOf(other))[0];
  const { name, schedule, occurrence, reason } = first;
  return {
    key,
    name,
    schedule,
    occurrence,
    starts: new Set(fires.map((fire) => fire.occurrence)).size,
    reason,
    fires,
    startable,
    legalUntil: soonest?.legal_until ? { at: soonest.legal_until, zone: soonest.zone } : undefined,
    contacts: fires.reduce((sum, fire) => sum + fire.contacts, 0),
  };
}

function untilOf(fire: MissedFire): number {
  return fire.legal_until === null ? Number.POSITIVE_INFINITY : Date.parse(fire.legal_until);
}
