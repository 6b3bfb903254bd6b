import { t } from "@/i18n";
import { clockTime, dayText, millis, ownZone } from "@/lib/time";
import type { AuditFilter } from "@/rpc/types";

/** The filter as it stands in the address. */
export interface AuditSearch {
  q?: string;
  object?: string;
  action?: string;
  actor?: string;
  /** An instant, or one of `SPANS`: "the last 24 h" stays that when the address is opened tomorrow. */
  since?: string;
  until?: string;
  /** "yes": also seals, each of which stands for many rows that machines made at once. */
  seals?: string;
}

const HOUR = 3_600_000;

/** Lengths of time that have a word. */
export const SPANS = { hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR, month: 30 * 24 * HOUR } as const;
export type Span = keyof typeof SPANS;

export function isSpan(text: string | undefined): text is Span {
  return text !== undefined && Object.hasOwn(SPANS, text);
}

/** What the engine is asked. An instant that cannot be read is left out: the chip then says so. */
export function asFilter({ q, object, action, actor, since, until }: AuditSearch, now: number): AuditFilter {
  const from = isSpan(since) ? now - SPANS[since] : millis(since ?? "");
  const to = millis(until ?? "");
  return {
    ...(q && { text: q }),
    ...(object && { object }),
    ...(action && { action }),
    ...(actor && { actor }),
    ...(from !== undefined && { since: new Date(from).toISOString() }),
    ...(to !== undefined && { until: new Date(to).toISOString() }),
  };
}

/** The filter as words of a sentence, in its order: "by maria · schedule.save · last 24 h". */
export function filterWords(search: AuditSearch): { id: keyof AuditSearch; label: string }[] {
  const { actor, action, object, since, until } = search;
  const words: { id: keyof AuditSearch; label: string }[] = [];
  if (actor) words.push({ id: "actor", label: t("audit.chips.actor", { value: actor }) });
  if (action) words.push({ id: "action", label: t("audit.chips.action", { value: action }) });
  if (object) words.push({ id: "object", label: t("audit.chips.object", { value: object }) });
  if (isSpan(since)) words.push({ id: "since", label: t(`audit.chips.${since}`) });
  else if (since) words.push({ id: "since", label: t("audit.chips.since", { at: momentText(since) }) });
  if (until) words.push({ id: "until", label: t("audit.chips.until", { at: momentText(until) }) });
  return words;
}

/** "Mon 23 Nov 09:31" by this machine's clock. */
export function momentText(instant: string): string {
  const zone = ownZone();
  return `${dayText(instant, zone)} ${clockTime(instant, zone)}`;
}
