import { placeText } from "@/components/TimeText";
import { t } from "@/i18n";
import type { RunSummary } from "@/rpc/types";
import type { Read } from "./query";
import { spanText } from "./time";
import { useTroubles } from "./trouble";
import { wordsFor } from "./words";

/** What a page says of the age of a run's figures. */
export interface FigureAge {
  /** They do not pass for those of now, and that is to be said loudly. */
  old: boolean;
  /** "Figures of 12:10 Chicago", or that none were told yet; absent where nothing is to be said. */
  of?: string;
  /** "3 h 31 min old". */
  age?: string;
  /** Why none come, where they are old. */
  why?: string;
}

/** The program itself does not answer this page. */
export interface ProgramSilence {
  since: number;
  words: string;
}

/** How a single failed poll is let pass where no other measure of age exists. */
const PATIENCE = 90_000;

/** How old a run's figures are at `now`, and why. A run that is over has its last ones, which do not age. */
export function figureAge(run: RunSummary, now: number, program?: ProgramSilence): FigureAge {
  const { as_of: asOf } = run.figures;
  if (run.ended_at !== null)
    return { old: false, of: asOf === null ? t("figures.neverTold") : ofWords(run, asOf, now) };
  const late = run.fresh_until !== null && Date.parse(run.fresh_until) < now;
  const silent = run.silent !== null && now - Date.parse(run.silent.since) > PATIENCE;
  const old = late || program !== undefined || (silent && run.fresh_until === null);
  const why = old ? whyOld(run, now, program) : undefined;
  if (asOf === null) return { old, of: hasBegun(run, now) ? t("figures.noneYet") : undefined, why };
  const age = t("figures.age", { span: spanText(now - Date.parse(asOf)) });
  return { old, of: ofWords(run, asOf, now), age, why };
}

/** The run without what only figures of now can tell. */
export function asOldFigures(run: RunSummary): RunSummary {
  return { ...run, pace: null, eta: null, eta_zone: null };
}

/** Whether the count is known: before the first answer, 0 is no figure of a run that has begun. */
export function isCountKnown(run: RunSummary, now: number): boolean {
  return run.figures.as_of !== null || run.figures.completed > 0 || !hasBegun(run, now);
}

/** The word for where a run stands that is not over: also that only its last figures are missing. */
export function liveWord(run: RunSummary): string {
  if (run.over_since === null || run.ended_at !== null) return t(`states.${run.state}`);
  return run.state === "stalled" ? t("figures.notKnown") : t("figures.awaited");
}

/** The same, where its figures are old: what it did when it was last heard. */
export function stateAsHeard(run: RunSummary, old: boolean): string {
  const word = liveWord(run);
  return old && run.over_since === null ? t("figures.lastHeard", { state: word }) : word;
}

/** Since when the program does not answer, by the page's own read or by the connection to it. */
export function useProgramSilence(read?: Read<unknown>): ProgramSilence | undefined {
  const door = useTroubles().find(({ cause }) => cause === "door");
  if (read?.status === "failing") {
    const { title, message } = wordsFor(read.failure);
    return { since: read.since, words: `${title}: ${message}` };
  }
  return door && { since: door.since, words: [door.what, door.todo].filter(Boolean).join(": ") };
}

function hasBegun(run: RunSummary, now: number): boolean {
  return run.state !== "failed" && Date.parse(run.first_start) <= now;
}

function whyOld(run: RunSummary, now: number, program?: ProgramSilence): string {
  if (program)
    return t("figures.program", { since: placeText(program.since, clock(run), now), words: program.words });
  if (run.silent === null) return t("figures.late");
  const since = placeText(run.silent.since, clock(run), now);
  return t("figures.silent", { since, words: run.silent.words });
}

function ofWords(run: RunSummary, asOf: string, now: number): string {
  return t("figures.of", { at: placeText(asOf, clock(run), now) });
}

/** An area of several zones is said by the clock of the first. */
const clock = ({ zone }: RunSummary) => zone.split("|")[0] ?? zone;
