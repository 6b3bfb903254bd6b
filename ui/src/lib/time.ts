import { t } from "@/i18n";
import { WORDS } from "./locale";

/** RFC 3339 as it crosses a door, or milliseconds since 1970. */
export type Instant = string | number;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds since 1970, or `undefined` where the text is no instant. */
export function millis(instant: Instant): number | undefined {
  const value = typeof instant === "number" ? instant : Date.parse(instant);
  return Number.isFinite(value) ? value : undefined;
}

/** `America/Argentina/Buenos_Aires` → "Buenos Aires": what a supervisor calls a zone. */
export function zoneCity(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}

/** "15:40" in `zone`. */
export function clockTime(instant: Instant, zone: string): string {
  return format(instant, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** "15:40:07" in `zone`. */
export function clockSeconds(instant: Instant, zone: string): string {
  return format(instant, zone, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
}

/** "Mon 23 Nov" in `zone`. */
export function dayText(instant: Instant, zone: string): string {
  return format(instant, zone, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");
}

/** "Mon 23 Nov 2026, 15:40:07" in `zone`, for where nothing may be left out. */
export function fullText(instant: Instant, zone: string): string {
  const day = format(instant, zone, { weekday: "short", day: "numeric", month: "short", year: "numeric" });
  return `${day.replace(",", "")}, ${clockSeconds(instant, zone)}`;
}

/** "14:00Z Mon 23 Nov". */
export function utcText(instant: Instant): string {
  return `${clockTime(instant, "UTC")}Z ${dayText(instant, "UTC")}`;
}

/** `2026-11-23`: the date there, as a date field wants it. */
export function isoDay(instant: Instant, zone: string): string {
  return dateKey(instant, zone).split("/").reverse().join("-");
}

/** "+05:45": the offset of `zone` at that instant. */
export function offsetText(instant: Instant, zone: string): string {
  const text = format(instant, zone, { timeZoneName: "longOffset", year: "numeric" });
  const offset = /GMT([+-]\d{2}:\d{2})?/.exec(text);
  return offset?.[1] ?? "+00:00";
}

/** The offset of `zone` from UTC at that instant, in milliseconds. */
export function offsetMillis(instant: Instant, zone: string): number {
  const [, sign, hours, minutes] = /([+-])(\d{2}):(\d{2})/.exec(offsetText(instant, zone)) ?? [];
  const size = Number(hours ?? 0) * HOUR + Number(minutes ?? 0) * MINUTE;
  return sign === "-" ? -size : size;
}

/** Do both instants fall on one date in `zone`? */
export function sameDay(one: Instant, other: Instant, zone: string): boolean {
  return dateKey(one, zone) === dateKey(other, zone);
}

/** "in 43 min", "2 h 5 min ago", "now". */
export function relative(instant: Instant, now: number): string {
  const at = millis(instant);
  if (at === undefined) return "";
  const distance = at - now;
  if (Math.abs(distance) < 1_000) return t("time.now");
  const span = spanText(Math.abs(distance));
  return distance > 0 ? t("time.in", { span }) : t("time.ago", { span });
}

/** A length of time in at most two units: "8 s", "43 min", "3 h 20 min", "2 d 4 h". */
export function spanText(length: number): string {
  const value = Math.max(0, length);
  if (value < MINUTE) return t("time.seconds", { n: Math.round(value / 1_000) });
  if (value < HOUR) return t("time.minutes", { n: Math.floor(value / MINUTE) });
  if (value < DAY) return pair(value, HOUR, "time.hours", MINUTE, "time.minutes");
  return pair(value, DAY, "time.days", HOUR, "time.hours");
}

/** The zone this machine is set to; `UTC` where it does not say. For log times only, never for schedules. */
export function ownZone(): string {
  try {
    return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  } catch {
    return "UTC";
  }
}

type Unit = "time.minutes" | "time.hours" | "time.days";

function pair(value: number, large: number, largeUnit: Unit, small: number, smallUnit: Unit): string {
  const head = t(largeUnit, { n: Math.floor(value / large) });
  const rest = Math.floor((value % large) / small);
  return rest === 0 ? head : `${head} ${t(smallUnit, { n: rest })}`;
}

function dateKey(instant: Instant, zone: string): string {
  return format(instant, zone, { year: "numeric", month: "2-digit", day: "2-digit" });
}

const formats = new Map<string, Intl.DateTimeFormat | undefined>();

function format(instant: Instant, zone: string, options: Intl.DateTimeFormatOptions): string {
  const at = millis(instant);
  const formatter = cached(zone, options);
  return at === undefined || formatter === undefined ? "–" : formatter.format(at);
}

/** Building a formatter costs 50 times what using it does, and a table uses it in every row. */
function cached(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat | undefined {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, make(zone, options));
  return formats.get(key);
}

/** The webview may know fewer zones than the engine: then a dash stands there, and the page lives. */
function make(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat(WORDS, { ...options, timeZone: zone });
  } catch {
    return undefined;
  }
}
