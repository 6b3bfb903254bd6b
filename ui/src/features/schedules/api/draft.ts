import type { ScheduleDraft } from "@/rpc/types";

/** What a new schedule begins with: working days at nine, four hours, in each contact's own time. */
export const NEW_DRAFT: ScheduleDraft = {
  name: "",
  campaign_id: "",
  contacts: null,
  cron: "0 9 * * 1,2,3,4,5",
  mode: { mode: "contact_time" },
  duration_minutes: 240,
  overlap: "skip",
  misfire: { policy: "skip" },
  holidays: [],
  jitter_seconds: 0,
  pause_after_failures: 0,
  expected: null,
  left_out: [],
};

/** Is anything decided differently? Absent and `null` are the same "not said". */
export function sameDraft(one: ScheduleDraft, other: ScheduleDraft): boolean {
  return plain(one) === plain(other);
}

function plain(draft: ScheduleDraft): string {
  const said = Object.entries(draft).filter(([, value]) => value != null);
  return JSON.stringify(said.sort(([one], [other]) => one.localeCompare(other)));
}
