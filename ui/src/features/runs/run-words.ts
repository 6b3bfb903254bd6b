import { placeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { decimal, number } from "@/lib/numbers";
import { liveWord } from "@/lib/run-figures";
import { clockTime, dayText, sameDay, zoneCity } from "@/lib/time";
import type { RunState, RunSummary, RunWindow } from "@/rpc/types";

/** Whether nothing of the run comes any more. */
export function isOver(state: RunState): boolean {
  return OVER.has(state);
}

const OVER: ReadonlySet<RunState> = new Set([
  "completed",
  "ended",
  "stopped",
  "failed",
  "superseded",
] as const);

/** The state's own word, or the outcome with its figures: "ended, 1,204 of 1,900". */
export function outcomeWord(run: RunSummary): string {
  const { state, figures } = run;
  if (state !== "ended" || figures.as_of === null) return liveWord(run);
  return t("runs.outcome", { done: number(figures.completed), all: number(figures.expected) });
}

/** "21/min"; a dash where there is no progress to speak of. */
export function paceText(pace: number | null): string {
  return pace === null ? t("runs.noPace") : t("runs.perMinute", { n: decimal(pace) });
}

/**
 * The zone in which the run's times are said. An area of several zones is named by all of them (`A|B`); a
 * clock can show one, and the first is as good as any.
 */
export function clockZone({ zone }: { zone: string }): string {
  return zone.split("|")[0] ?? zone;
}

/**
 * When it ends or ended: "≈ 15:40 Honolulu", in the zone that is done last; "15:40 Chicago" where that is over, or
 * its windows are. `undefined` while nothing can be said.
 */
export function endText(run: RunSummary, now: number): string | undefined {
  const ended = run.ended_at ?? run.over_since;
  if (ended !== null) return placeText(ended, clockZone(run), now);
  return run.eta === null ? undefined : t("runs.about", { at: placeText(run.eta, endZone(run), now) });
}

/** When it is over in any case, where no end is expected before that. */
export function latestText(run: RunSummary, now: number): string {
  return t("runs.atTheLatest", { at: placeText(run.last_end, clockZone(run), now) });
}

/** What `endText` is the time of. */
export function endName(run: RunSummary): string {
  if (run.ended_at !== null) return t("runs.ended");
  return run.over_since === null ? t("runs.ends") : t("runs.windowsEnded");
}

/** The zone in which the expected end is said. */
export function endZone(run: RunSummary): string {
  return run.eta_zone === null ? clockZone(run) : clockZone({ zone: run.eta_zone });
}

/**
 * From when until when, as a timetable writes it: "22:53 → ≈ 02:36 Chicago", with the days where they are not
 * today's. Without an end in sight: "from 22:53 Chicago".
 */
export function spanOfRun(run: RunSummary, now: number): string {
  const zone = clockZone(run);
  const end = run.ended_at ?? run.over_since ?? run.eta;
  if (end === null) return t("runs.from", { at: placeText(run.first_start, zone, now) });
  const expected = run.ended_at === null && run.over_since === null;
  const there = expected ? endZone(run) : zone;
  const words = {
    from: dayAndClock(run.first_start, zone, now, sameDay(run.first_start, now, zone)),
    until: dayAndClock(end, there, now, sameDay(end, run.first_start, there)),
    about: expected ? "≈ " : "",
    city: zoneCity(there),
  };
  return there === zone ? t("runs.span", words) : t("runs.spanOfTwo", { ...words, fromCity: zoneCity(zone) });
}

const NEAR = 3 * 24 * 60 * 60_000;

/** "23:05", "Sat 23:05" within a few days, "12 Nov 23:05" beyond. */
function dayAndClock(at: string, zone: string, now: number, dayIsPlain: boolean): string {
  const clock = clockTime(at, zone);
  if (dayIsPlain) return clock;
  const [weekday, ...date] = dayText(at, zone).split(" ");
  const day = Math.abs(Date.parse(at) - now) < NEAR ? weekday : date.join(" ");
  return `${day} ${clock}`;
}

/** The hours of a window there: "Mon 23 Nov 09:00–13:00 (UTC−05:00)". A refused one has a start and no hours. */
export function hoursText(window: RunWindow): string {
  if (window.start !== window.end) return window.words;
  const zone = clockZone(window);
  return t("runs.noHours", { at: `${dayText(window.start, zone)} ${clockTime(window.start, zone)}` });
}
