import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { relative } from "@/lib/time";
import type { NextFire, Schedule } from "@/rpc/types";
import { placeOf } from "../words";

/** "Mon 09:00 New York (in 14 h)", or why there is none. */
export function NextText({ schedule }: { schedule: Schedule }) {
  const now = useNow();
  const fire = schedule.next[0];
  if (schedule.moved.length > 0) return t("schedules.list.waitsForYou");
  if (fire === undefined)
    return t(schedule.state === "paused" ? "schedules.list.noneWhilePaused" : "schedules.list.none");
  return (
    <time dateTime={fire.start} title={`${fire.local_start} ${fire.zone}`}>
      {fireText(fire, now)}
    </time>
  );
}

/** The engine's local time, by its zone data. Within a week the weekday says the day. */
export function fireText({ local_start, start, zone }: NextFire, now: number): string {
  return t("time.withDistance", {
    at: fireAt({ local_start, start, zone }, now),
    distance: relative(start, now),
  });
}

/** "Mon 09:00 New York", and with the date from next week on. */
export function fireAt(
  { local_start, start, zone }: Pick<NextFire, "local_start" | "start" | "zone">,
  now: number,
) {
  const soon = Date.parse(start) - now < WEEK;
  const local = soon ? local_start.replace(/^(\p{L}+) .*?(\d\d:\d\d)$/u, "$1 $2") : local_start;
  return `${local} ${placeOf(zone)}`;
}

const WEEK = 6 * 24 * 3_600_000;
