import type { Event } from "@/rpc/types";

/** One frame of the event channel: a batch, or one event where the door had only one. */
export function asEvents(frame: unknown): Event[] {
  const events = Array.isArray(frame) ? frame : [frame];
  return events.filter(isEvent);
}

/** A newer program may tell of things this page does not know; it is not confused by them. */
function isEvent(value: unknown): value is Event {
  if (typeof value !== "object" || value === null || !("event" in value)) return false;
  return value.event === "changed" || value.event === "notice";
}
