import { millis, sameDay } from "@/lib/time";
import type { NextFire } from "@/rpc/types";

/** Fires of one schedule that start together under one verdict: one line on the Board. */
export interface Start {
  key: string;
  at: number;
  fires: readonly [NextFire, ...NextFire[]];
  contacts: number;
}

/** The fires as lines, soonest first. Zones with the same clock start together and are read together. */
export function startsOf(fires: readonly NextFire[]): Start[] {
  const starts = new Map<string, NextFire[]>();
  for (const fire of fires) {
    const key = [
      fire.start,
      fire.schedule,
      fire.verdict,
      fire.rule?.id,
      fire.verdict === "legal" || fire.end,
    ];
    const together = starts.get(key.join(" ")) ?? [];
    starts.set(key.join(" "), [...together, fire]);
  }
  return [...starts]
    .flatMap(([key, [first, ...others]]) => {
      if (first === undefined) return [];
      const contacts = [first, ...others].reduce((sum, fire) => sum + fire.contacts, 0);
      return [{ key, at: millis(first.start) ?? 0, fires: [first, ...others] as const, contacts }];
    })
    .sort((one, other) => one.at - other.at);
}

export interface Days {
  today: Start[];
  tomorrow: Start[];
}

/** Today and after, as the reader's own calendar has it. */
export function byDay(starts: readonly Start[], now: number, zone: string): Days {
  const today = starts.filter((start) => sameDay(start.at, now, zone));
  return { today, tomorrow: starts.filter((start) => !today.includes(start)) };
}
