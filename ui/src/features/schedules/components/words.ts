import { t } from "@/i18n";
import { Failure } from "@/lib/failure";
import { clockTime, dayText, utcText, zoneCity } from "@/lib/time";
import { fieldOf } from "@/lib/words";
import type { ContactSet, PreviewFire } from "@/rpc/types";

/** "New York", or "Chicago or Denver" where a number's area has several zones. */
export function placeOf(zone: string): string {
  return zone
    .split("|")
    .map(zoneCity)
    .join(` ${t("schedules.or")} `);
}

/** "09–13", "09–12:30", "22–02 next day": the hours of a fire as its contacts' clocks show them. */
export function hoursText({
  local_start,
  local_end,
}: Pick<PreviewFire, "local_start" | "local_end">): string {
  const hours = `${shortClock(local_start)}–${shortClock(local_end)}`;
  return local_start.slice(0, 10) === local_end.slice(0, 10) ? hours : `${hours} ${t("schedules.nextDay")}`;
}

/** "14:00Z – 18:00Z Mon 23 Nov", with both days where there are two. */
export function utcSpan(first: string, last: string): string {
  const oneDay = first.slice(0, 10) === last.slice(0, 10);
  return `${oneDay ? `${clockTime(first, "UTC")}Z` : utcText(first)} – ${utcText(last)}`;
}

/** `2026-11-23T09:00:00-05:00` → "Mon 23 Nov 09:00 (UTC−05:00)", by the engine's zone data and not the webview's. */
export function localText(iso: string): string {
  const wall = `${iso.slice(0, 19)}Z`;
  const offset = iso.slice(19).replace("-", "−");
  const name = /^[+−]00:00$|^Z$/.test(offset) ? "UTC" : `UTC${offset}`;
  return `${dayText(wall, "UTC")} ${clockTime(wall, "UTC")} (${name})`;
}

/** "4 h", "90 min" → "1 h 30 min". */
export function lengthText(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const parts = [
    hours > 0 ? t("time.hours", { n: hours }) : undefined,
    rest > 0 || hours === 0 ? t("time.minutes", { n: rest }) : undefined,
  ];
  return parts.filter(Boolean).join(" ");
}

export function zonesOf(set: ContactSet): number {
  return new Set(set.groups.map((group) => group.zone)).size;
}

/** The engine's sentence for a field of the draft, wherever in the arguments the draft stood. */
export function messageOf(thrown: unknown, field: string): string | undefined {
  if (thrown == null) return undefined;
  return fieldOf(thrown)?.replace(/^draft\./, "") === field ? Failure.from(thrown).message : undefined;
}

function shortClock(iso: string): string {
  const clock = iso.slice(11, 16);
  return clock.endsWith(":00") ? clock.slice(0, 2) : clock;
}
