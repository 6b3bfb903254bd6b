import type { MissedFire, StartAt } from "@/rpc/types";

/** The sheet as it is filled in. */
export interface MoveDraft {
  /** Minutes from now, or `at`: a date and a time by the clock of a zone. */
  when: string;
  date: string;
  time: string;
  zone: string;
}

export const AT = "at";

/** The start as the engine is asked for it. A wall time goes with its zone: what instant it is, the engine says. */
export function startOf({ when, date, time, zone }: MoveDraft): StartAt {
  if (when !== AT) return { at: "in", minutes: Number(when) };
  return { at: "local", time: `${date}T${time}`, zone };
}

/** Whether a start is typed in whole. */
export function isWhole({ when, date, time }: MoveDraft): boolean {
  return when !== AT || (date !== "" && time !== "");
}

/** The zones of missed fires, each once. */
export function zonesOf(fires: readonly MissedFire[]): string[] {
  return [...new Set(fires.flatMap(({ zone }) => zone.split("|")))];
}
