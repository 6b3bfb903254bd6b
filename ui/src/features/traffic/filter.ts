import { t } from "@/i18n";
import type { Direction, TrafficList, TrafficState } from "@/rpc/types";

/** The filter as it stands in the address. */
export interface TrafficSearch {
  q?: string;
  direction?: string;
  state?: string;
  kind?: string;
  party?: string;
  /** One of `SPANS`: "the last 24 h" stays that when the address is opened tomorrow. */
  since?: string;
}

const HOUR = 3_600_000;
export const SPANS = { hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR } as const;
export type Span = keyof typeof SPANS;

export const DIRECTIONS: readonly Direction[] = ["received", "sent"];
export const STATES: readonly TrafficState[] = [
  "received",
  "kept",
  "done",
  "unmapped",
  "held",
  "late",
  "superseded",
  "refused",
  "waiting",
  "delivered",
  "dead",
];
export const KINDS = ["call-result", "data-action", "callback", "event"] as const;
export const SENT_KINDS = ["campaign.completed", "disposition.routed", "subscription.state"] as const;
/** Receivers can listen for it; nothing in this version sends it. */
const NOT_SENT_YET = "subscription.state";

export function isSpan(text: string | undefined): text is Span {
  return text !== undefined && Object.hasOwn(SPANS, text);
}

/** What the engine is asked. Words that it does not know are left out. */
export function asFilter(search: TrafficSearch, now: number): TrafficList {
  const direction = DIRECTIONS.find((known) => known === search.direction);
  const state = STATES.find((known) => known === search.state);
  return {
    ...(search.q && { q: search.q }),
    ...(direction && { direction }),
    ...(state && { state }),
    ...(search.kind && { kind: search.kind }),
    ...(search.party && { party: search.party }),
    ...(isSpan(search.since) && { since: new Date(now - SPANS[search.since]).toISOString() }),
  };
}

/** The filter as words of a sentence, in its order: "received · dead letter · call result · Acme · last 24 h". */
export function filterWords(search: TrafficSearch, partyName: (id: string) => string) {
  const { direction, state, kind, party, since } = search;
  const words: { id: keyof TrafficSearch; label: string }[] = [];
  if (direction === "received" || direction === "sent") {
    words.push({ id: "direction", label: t(`traffic.chips.${direction}`) });
  }
  const known = STATES.find((each) => each === state);
  if (known) words.push({ id: "state", label: t(`states.${known}`) });
  if (kind) words.push({ id: "kind", label: kindWords(kind) });
  if (party) words.push({ id: "party", label: partyName(party) });
  if (isSpan(since)) words.push({ id: "since", label: t(`traffic.chips.${since}`) });
  return words;
}

/** A kind as the menu offers it: one that cannot be found yet says so. */
export function kindChoice(kind: string): string {
  return kind === NOT_SENT_YET ? t("traffic.notSentYet", { kind }) : kindWords(kind);
}

/** `call-result` as people call it; a name of an outgoing event stays as receivers know it. */
export function kindWords(kind: string): string {
  const known = KINDS.find((each) => each === kind);
  return known ? t(`traffic.kinds.${known}`) : kind;
}
