import type {
  ContactSet,
  FireMode,
  MissedFire,
  NextFire,
  Plan,
  Preview,
  PreviewArgs,
  PreviewFire,
  PreviewRow,
  RuleRef,
  Schedule,
  ScheduleDraft,
  SubmitReport,
} from "../../ui/src/rpc/types";
import type { Answers } from "./harness/double";
import { morning } from "./harness/samples";

/** A tenant with a few schedules and one list, as the pages of schedules need it. The engine is tested elsewhere. */
export function office(): Answers {
  return {
    ...morning(),
    "campaign.list": {
      campaigns: [
        { id: "cmp_renewals", name: "Renewals Q2", state: "active", active: true },
        { id: "cmp_survey", name: "Survey 2026", state: "inactive", active: false },
        { id: "cmp_reminders", name: "Payment reminders", state: "active", active: true },
      ],
      unlisted: null,
    },
    "contacts.list": [LIST],
    "contacts.inspect": {
      format: "csv",
      columns: [
        { index: 0, name: "customer", samples: ["C-10021", "C-10022", "C-10023"] },
        { index: 1, name: "mobile", samples: ["+1 212 ••• ••67", "+1 312 ••• ••10"] },
        { index: 2, name: "region", samples: ["NY", "IL", "CO"] },
      ],
      mapping: { phone: 1 },
      questions: [
        {
          about: "state",
          columns: [2],
          words:
            "The column “region” may hold states, or countries, or regions of sales: where it holds states, their law counts.",
        },
      ],
      notes: [],
      header_row: 1,
      sheets: [],
    },
    "contacts.import": LIST,
    "contacts.refused": { rows: REFUSED, total: REFUSED.length, next: null },
    "zone.names": [
      ...ZONES.map((zone) => zone.zone),
      "America/Phoenix",
      "Australia/Lord_Howe",
      "Europe/Berlin",
    ],
    "rule.list": {
      version: "v3",
      rules: [],
      remark: "No rule here was reviewed by counsel; ask yours before you rely on it.",
    },
    "schedule.list": SCHEDULES,
    "schedule.show": ({ id }) => SCHEDULES.find((known) => known.id === id) ?? first(SCHEDULES),
    "schedule.save": ({ draft }) => ({ ...first(SCHEDULES), draft }),
    "schedule.preview": preview,
    "schedule.clock_changes": [
      change("America/New_York", "2027-03-14", "-05:00", "-04:00", null),
      change("America/Chicago", "2027-03-14", "-06:00", "-05:00", null),
      change(
        "America/Denver",
        "2027-03-14",
        "-07:00",
        "-06:00",
        "02:30 does not exist that day; it runs at 03:00.",
      ),
      change("Europe/London", "2027-03-28", "+00:00", "+01:00", null),
    ],
    "schedule.calendar": ({ from }) => week(Date.parse(from) + 14 * HOUR),
    "schedule.plan": PLAN,
    "schedule.submit": REPORT,
    "schedule.stop_now": {
      withdrawn: ["America/New_York", "America/Chicago"],
      still_dialling: [
        {
          zone: "America/Denver",
          state: "stuck",
          words: "The tenant answered 409 to the withdrawal; it may dial until 13:00 there.",
          next_try: iso(Date.now() + 60_000),
        },
      ],
    },
    "missed.list": MISSED,
    "missed.run": REPORT,
    "missed.skip": {},
    "missed.plan": {
      start: iso(Date.now() + HOUR),
      zones: MISSED.map(({ schedule, name, zone, place, contacts }) => ({
        schedule,
        name,
        zone,
        place,
        contacts,
        words: "Mon 23 Nov 11:00–15:00 (UTC−06:00)",
        verdict: "legal",
        rule: null,
      })),
    },
    "missed.move": REPORT,
  };
}

const HOUR = 3_600_000;

interface Place {
  zone: string;
  place: string;
  contacts: number;
  offset: number;
  law: string;
}

const ZONES: Place[] = [
  { zone: "Europe/London", place: "London", contacts: 12, offset: 0, law: "GB" },
  { zone: "America/New_York", place: "New York", contacts: 812, offset: -5, law: "US-NY" },
  { zone: "America/Chicago", place: "Chicago", contacts: 433, offset: -6, law: "US-IL" },
  { zone: "America/Denver", place: "Denver", contacts: 210, offset: -7, law: "US-CO" },
  { zone: "America/Los_Angeles", place: "Los Angeles", contacts: 371, offset: -8, law: "US-CA" },
  { zone: "America/Anchorage", place: "Anchorage", contacts: 29, offset: -9, law: "US-AK" },
  {
    zone: "America/Phoenix|America/Denver",
    place: "Phoenix or Denver",
    contacts: 0,
    offset: -7,
    law: "US-AZ",
  },
  { zone: "Pacific/Honolulu", place: "Honolulu", contacts: 21, offset: -10, law: "US-HI" },
];

const HOUSE: RuleRef = {
  id: "no-uk",
  version: 2,
  source: "house",
  words: "London may not be called at all: the house rule “no UK” stands until the script is translated.",
};
const HAWAII: RuleRef = {
  id: "hawaii-mornings",
  version: 1,
  source: "house",
  words: "Calls to Honolulu end at 12:30 there: the house rule “mornings in Hawaii” stands until spring.",
};

const LIST: ContactSet = {
  id: "set_renewals",
  name: "renewals.csv",
  rows: 1_900,
  placed: 1_888,
  needs_zone: 12,
  invalid: 0,
  without_number: 0,
  doubled: 0,
  notes: [],
  groups: ZONES.filter(({ contacts }) => contacts > 0).map(({ zone, law, contacts }) => ({
    zone,
    jurisdiction: law,
    contacts,
    source: "state",
  })),
  imported_at: "2026-11-20T09:12:00Z",
};

const REFUSED = Array.from({ length: 12 }, (_, index) => ({
  line: 37 + index * 131,
  contact_id: `C-${10_400 + index * 17}`,
  kind: "needs_zone" as const,
  reason:
    index % 3 === 0
      ? "The number +1 800 ••• ••44 is toll-free: it lies in no zone, and the row names neither zone nor state."
      : "The state “XX” is unknown, and there is no number.",
}));

const DRAFT: ScheduleDraft = {
  name: "Spring renewals",
  campaign_id: "cmp_renewals",
  contacts: "set_renewals",
  cron: "0 9 * * 1,3,5",
  mode: { mode: "contact_time" },
  duration_minutes: 240,
  overlap: "skip",
  misfire: { policy: "late", max_age_minutes: 90 },
  holidays: ["2026-12-25", "2027-01-01"],
  jitter_seconds: 0,
  pause_after_failures: 3,
  expected: null,
  left_out: [],
};

const SCHEDULES: Schedule[] = [
  schedule("sch_spring", DRAFT, "At 09:00 on Monday, Wednesday and Friday.", 1_888, 7),
  {
    ...schedule(
      "sch_survey",
      { ...DRAFT, name: "Winter survey", campaign_id: "cmp_survey", cron: "30 10 * * 2,4" },
      "At 10:30 on Tuesday and Thursday.",
      12_410,
      11,
    ),
    last_run: null,
  },
  {
    ...schedule(
      "sch_reminders",
      { ...DRAFT, name: "Payment reminders", campaign_id: "cmp_reminders", cron: "0 14 1,15 * *" },
      "At 14:00 on the 1st and 15th of every month.",
      640,
      4,
    ),
    state: "paused",
    next: [],
    paused_because: "3 fires in a row failed: the tenant answered 403.",
    blocked: [
      {
        zone: "America/Chicago",
        state: "stuck",
        words:
          "It could not be withdrawn and may dial until Mon 23 Nov 18:00 there: the tenant answered 403.",
        next_try: null,
      },
    ],
  },
  {
    ...schedule(
      "sch_canada",
      { ...DRAFT, name: "Vancouver welcome", campaign_id: "cmp_welcome", cron: "0 9 * * *" },
      "At 09:00 every day.",
      77,
      1,
    ),
    moved: [
      {
        zone: "America/Vancouver",
        occurrence: "2026-12-01T09:00",
        was: "2026-12-01T17:00:00Z",
        is: "2026-12-01T16:00:00Z",
      },
      {
        zone: "America/Vancouver",
        occurrence: "2026-12-02T09:00",
        was: "2026-12-02T17:00:00Z",
        is: "2026-12-02T16:00:00Z",
      },
    ],
  },
];

function schedule(
  id: string,
  draft: ScheduleDraft,
  sentence: string,
  contacts: number,
  zones: number,
): Schedule {
  return {
    id,
    connection: "con_eu",
    connection_name: "Acme EU",
    draft,
    state: "active",
    paused_because: null,
    sentence,
    contacts,
    zones,
    next: ZONES.slice(0, 5).map((zone) => next(id, draft.name, zone, 9, startOfDay(Date.now()) + 24 * HOUR)),
    last_run: "run_01",
    zone_release: "2026e",
    moved: [],
    created_at: "2026-11-02T10:00:00Z",
    updated_at: "2026-11-20T09:30:00Z",
  };
}

function next(id: string, name: string, place: Place, hour: number, day: number): NextFire {
  const start = day + (hour - place.offset) * HOUR;
  const refused = place.law === "GB";
  return {
    schedule: id,
    name,
    zone: place.zone,
    start: iso(start),
    end: iso(refused ? start : start + 4 * HOUR),
    local_start: `${dayWords(day)} ${String(hour).padStart(2, "0")}:00`,
    contacts: place.contacts,
    verdict: refused ? "refused" : "legal",
    rule: refused ? HOUSE : null,
  };
}

/** The week from Monday: renewals at nine on three days, the survey beside it on one. */
function week(monday: number): NextFire[] {
  const zones = ZONES.filter(({ contacts }) => contacts > 0);
  return [0, 2, 4].flatMap((day) => [
    ...zones.map((zone) => next("sch_spring", "Spring renewals", zone, 9, monday + day * 24 * HOUR)),
    ...zones
      .slice(1, 4)
      .map((zone) => next("sch_survey", "Winter survey", zone, 10, monday + day * 24 * HOUR)),
  ]);
}

const MISSED: MissedFire[] = [
  missed("America/Chicago", "Chicago", 433),
  missed("America/Denver", "Denver", 210),
];

function missed(zone: string, place: string, contacts: number): MissedFire {
  return {
    id: `mis_${place}`,
    schedule: "sch_spring",
    name: "Spring renewals",
    zone,
    place,
    occurrence: "2026-11-20T09:00",
    due: iso(Date.now() - HOUR),
    reason: "The program was not running from 08:52 to 09:31.",
    legal_until: iso(Date.now() + 5 * HOUR),
    contacts,
  };
}

function change(zone: string, day: string, before: string, after: string, effect: string | null) {
  return {
    zone,
    at: `${day}T07:00:00Z`,
    local_before: `${day} 02:00`,
    local_after: `${day} 03:00`,
    offset_before: before,
    offset_after: after,
    effect,
  };
}

const PLAN: Plan = {
  requests: ZONES.filter(({ law, contacts }) => law !== "GB" && contacts > 0)
    .slice(0, 4)
    .map((place, index) => ({
      action: index === 0 ? "keep" : "create",
      method: "POST",
      path: "/admin/v31.0/campaigns/cmp_renewals/schedules",
      body: {
        campaignId: "cmp_renewals",
        timeZone: place.zone,
        startTime: "2026-11-23T09:00:00",
        endTime: "2026-11-23T13:00:00",
      },
      zone: place.zone,
      start: "2026-11-23T14:00:00Z",
      end: "2026-11-23T18:00:00Z",
      words: `Mon 23 Nov 09:00–13:00 (UTC−0${-place.offset}:00)`,
      contacts: place.contacts,
      verdict: "legal",
      rule: null,
      federal_hours_only: false,
    })),
  refused: [
    {
      zone: "Europe/London",
      contacts: 12,
      rule: HOUSE,
      words: HOUSE.words,
      legal_again: null,
    },
  ],
  warnings: ["The campaign “Renewals Q2” is inactive at the tenant: windows open, but nothing dials."],
  contacts: { legal: 1_867, clamped: 21, refused: 12, needs_zone: 12, invalid: 0 },
  zone_release: "2026e",
  rules_version: "v3",
};

const REPORT: SubmitReport = {
  run_id: "run_02",
  submitted: ["America/New_York", "America/Chicago", "America/Los_Angeles"].map((zone, index) => ({
    zone,
    schedule_id: `ts_${index}`,
    start: "2026-11-23T14:00:00Z",
    end: "2026-11-23T18:00:00Z",
  })),
  failed: [
    {
      zone: "America/Denver",
      state: "failed",
      words: "The tenant answered 503 four times.",
      next_try: iso(Date.now() + 90_000),
    },
  ],
  refused: PLAN.refused,
  contacts: PLAN.contacts,
};

const CRON = /^(\d+(?:,\d+)*) (\d+(?:,\d+)*) \* \* (\*|[0-7](?:,[0-7])*)$/;

/** Answers the few expressions that the tests type; the engine reads cron, nobody else. */
export function preview(args: PreviewArgs): Preview {
  const read = CRON.exec(args.cron);
  const hours = (read?.[2] ?? "9").split(",").map(Number);
  const days = read?.[3] === "*" ? [0, 1, 2, 3, 4, 5, 6] : (read?.[3] ?? "1,2,3,4,5").split(",").map(Number);
  const from = startOfDay(Date.parse("2026-11-23T00:00:00Z"));
  const count = args.count ?? 4;
  const slots = Array.from({ length: 60 }, (_, day) => from + day * 24 * HOUR)
    .filter((day) => days.includes(new Date(day).getUTCDay()))
    .flatMap((day) => hours.map((hour) => day + hour * HOUR))
    .slice(0, count);
  const places = args.contacts ? ZONES.filter(({ contacts }) => contacts > 0) : lookedAt(args);
  const rows = places
    .filter(({ zone }) => !args.left_out?.includes(zone))
    .map((place) => row(place, slots, args.duration_minutes));
  return {
    sentence: read ? sentence(hours, days) : "At 09:00 on the 1st and 15th of every month.",
    buttons: read ? { days, times: hours.map((hour) => `${String(hour).padStart(2, "0")}:00`) } : null,
    warnings: [],
    columns: slots.map(dayWords),
    column_keys: slots.map((slot) => iso(slot).slice(0, 16)),
    rows,
    totals: {
      legal: 1_867,
      clamped: 21,
      refused: 12,
      needs_zone: args.contacts ? 12 : 0,
      first_start: rows[0]?.fires[0]?.start ?? null,
      last_start: rows.at(-1)?.fires[0]?.start ?? null,
    },
    zone_release: "2026e",
    rules_version: "v3",
  };
}

function lookedAt({ zones, mode }: PreviewArgs & { mode: FireMode }): Place[] {
  const wanted = zones ?? [];
  const found = ZONES.filter(({ zone }) => wanted.includes(zone));
  if (found.length > 0 || wanted.length === 0) return found;
  return [{ zone: wanted[0] ?? "", place: String(mode.mode), contacts: 0, offset: 0, law: "DE" }];
}

function row(place: Place, slots: readonly number[], minutes: number): PreviewRow {
  const many = place.law === "US-HI";
  return {
    zone: place.zone,
    place: place.place,
    contacts: place.contacts,
    jurisdictions: many
      ? [
          { jurisdiction: "US-HI", contacts: 17 },
          { jurisdiction: "US-RI", contacts: 4 },
        ]
      : [{ jurisdiction: place.law, contacts: place.contacts }],
    fires: slots.map((slot, index) => fire(place, slot, index, minutes)),
  };
}

function fire(place: Place, slot: number, index: number, minutes: number): PreviewFire {
  const refused = place.law === "GB";
  const clamped = place.law === "US-HI" && index === 0;
  const start = slot - place.offset * HOUR;
  const end = refused ? start : start + (clamped ? 210 : minutes) * 60_000;
  const offset = `${place.offset < 0 ? "-" : "+"}${String(Math.abs(place.offset)).padStart(2, "0")}:00`;
  const local = (at: number) => `${iso(at + place.offset * HOUR).slice(0, 19)}${offset}`;
  const changes = place.zone === "America/Denver" && index === 2;
  return {
    occurrence: iso(slot).slice(0, 16),
    start: iso(start),
    end: iso(end),
    local_start: local(start),
    local_end: local(end),
    words: `${dayWords(slot)} ${local(start).slice(11, 16)}–${local(refused ? start + minutes * 60_000 : end).slice(11, 16)} (UTC${offset.replace("-", "−")})`,
    verdict: refused ? "refused" : clamped ? "clamped" : "legal",
    rule: refused ? HOUSE : clamped ? HAWAII : null,
    caused_by: clamped ? { jurisdiction: "US-RI", contacts: 4 } : null,
    marks: changes ? ["clock_changes_inside"] : [],
    federal_hours_only: false,
    mark_words: changes
      ? [
          "The clocks in Denver go forward inside the window, from 02:00 to 03:00: 4 h pass and the clock shows 5 h.",
        ]
      : [],
  };
}

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

function sentence(hours: readonly number[], days: readonly number[]): string {
  const times = hours.map((hour) => `${String(hour).padStart(2, "0")}:00`).join(" and ");
  const names = days.map((day) => DAYS[day % 7]);
  const last = names.pop();
  return `At ${times} on ${names.length > 0 ? `${names.join(", ")} and ` : ""}${last}.`;
}

function dayWords(at: number): string {
  const [name, day, month] = new Date(at).toUTCString().split(/[ ,]+/);
  return `${name} ${Number(day)} ${month}`;
}

function startOfDay(at: number): number {
  return at - (at % (24 * HOUR));
}

function iso(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");
}

function first<T>(values: readonly T[]): T {
  const [value] = values;
  if (value === undefined) throw new Error("an empty list has no first");
  return value;
}
