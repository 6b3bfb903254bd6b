import { clockTime, isoDay, millis, ownZone } from "@/lib/time";
import { type AuditSearch, isSpan } from "../filter";

export const FIELDS = ["actor", "action", "object"] as const;
export const PERIODS = ["any", "hour", "day", "week", "month", "between"] as const;
type Period = (typeof PERIODS)[number];

/** A date and a time by this computer's clock; without a date there is no bound. */
interface Edge {
  date: string;
  time: string;
}

/** The filter as it is filled in. */
export interface FilterDraft {
  actor: string;
  action: string;
  object: string;
  period: Period;
  since: Edge;
  until: Edge;
}

export function isPeriod(value: string | null): value is Period {
  return PERIODS.some((period) => period === value);
}

export function draftOf({ actor = "", action = "", object = "", since, until }: AuditSearch): FilterDraft {
  const period = isSpan(since) ? since : since || until ? "between" : "any";
  return { actor, action, object, period, since: edgeOf(since), until: edgeOf(until) };
}

/** The words of the address for a filter. `instant` makes an instant of a date and a time by this computer's clock. */
export async function searchOf(
  { actor, action, object, period, since, until }: FilterDraft,
  instant: (time: string) => Promise<string>,
): Promise<AuditSearch> {
  const at = async ({ date, time }: Edge) =>
    date === "" ? undefined : await instant(`${date}T${time || "00:00"}`);
  const [from, to] =
    period === "between" ? [await at(since), await at(until)] : [period === "any" ? undefined : period];
  return {
    actor: actor.trim() || undefined,
    action: action.trim() || undefined,
    object: object.trim() || undefined,
    since: from,
    until: to,
  };
}

function edgeOf(instant: string | undefined): Edge {
  const at = millis(instant ?? "");
  if (at === undefined) return { date: "", time: "" };
  return { date: isoDay(at, ownZone()), time: clockTime(at, ownZone()) };
}
