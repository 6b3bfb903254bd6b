import type {
  Board,
  ClockChange,
  MissedFire,
  NextFire,
  Plan,
  PreviewArgs,
  RunSummary,
  RunWindow,
  Schedule,
} from "../../ui/src/rpc/types";
import { auditList, auditRow } from "../../ui/test/samples/audit";
import { runList, runningRun } from "../../ui/test/samples/runs";
import { busyDay, freshDay } from "./board-samples";
import type { Answers } from "./harness/double";
import { office, preview } from "./schedules.samples";
import { settled } from "./settings-samples";

/** Monday, 12:10 in New York: the east dials since three hours, the west begins. What the pictures show is true then. */
const NOON = new Date("2026-11-23T17:10:00Z");

const MINUTE = 60_000;
const at = (minutes: number) => new Date(NOON.getTime() + minutes * MINUTE).toISOString();

/** An office in the middle of its Monday, for every page. */
export function noon(): Answers {
  const running = runningRun(NOON.getTime());
  const summary = dialling(running.summary);
  const { needs, ...shown } = busyDay()["board.show"] as Board;
  return {
    ...settled(),
    ...office(),
    "connection.list": settled()["connection.list"],
    "rule.list": settled()["rule.list"],
    "board.show": {
      ...shown,
      needs: needs.map((need) =>
        need.kind === "missed_fires"
          ? {
              ...need,
              title: "Welcome calls 09:00 missed in Chicago, Denver",
              detail: "Laptop asleep 09:52–11:05. Legal until 20:00 there.",
              since: at(-65),
            }
          : need,
      ),
      running: [summary, { ...(shown.running[1] as RunSummary), eta: null, last_end: at(590) }],
      next: next(),
      counts: { board: 4, schedules: 1, runs: 1, dispositions: 0, traffic: 0, settings: 1, notices: 1 },
    },
    "run.list": { rows: runList(NOON.getTime()).map(withFixedEnd), total: 8, next: null },
    "run.show": { ...running, summary, windows: running.windows.map(atItsClock) },
    "schedule.list": schedules(),
    "schedule.plan": plan(),
    "schedule.preview": inNovember,
    "schedule.clock_changes": (office()["schedule.clock_changes"] as ClockChange[]).map((change) => ({
      ...change,
      effect: null,
    })),
    "missed.list": (office()["missed.list"] as MissedFire[]).map((fire) => ({
      ...fire,
      name: "Welcome calls",
      reason: "The laptop slept from 09:52 to 11:05.",
      legal_until: fire.zone === "America/Chicago" ? "2026-11-24T02:00:00Z" : "2026-11-24T03:00:00Z",
    })),
    "audit.list": (args: Parameters<typeof auditList>[0]) => {
      const page = auditList(args, 600);
      const whole = args.filter?.text === undefined && args.filter?.object === undefined;
      return { ...page, rows: page.rows.map(today), total: whole ? 41_204 : page.total };
    },
    "audit.show": ({ seq }: { seq: number }) => today(auditRow(seq)),
  } as Answers;
}

/** Nothing was set up yet. */
export function firstStart(): Answers {
  const fresh = freshDay();
  const counts = { board: 0, schedules: 0, runs: 0, dispositions: 0, traffic: 0, settings: 0, notices: 0 };
  return { ...fresh, "board.show": { ...(fresh["board.show"] as Board), counts }, "notice.list": [] };
}

function dialling(summary: RunSummary): RunSummary {
  return {
    ...summary,
    eta: at(73),
    why_not_dialling:
      "21 contacts are outside their hours. The next window opens 09:00 Honolulu, in 1 h 50 min.",
  };
}

function withFixedEnd(run: RunSummary): RunSummary {
  return run.eta === null ? run : { ...run, eta: at(73) };
}

/** The log of the samples is of another hour of that day. */
function today<R extends { at: string }>(row: R): R {
  return { ...row, at: new Date(Date.parse(row.at) + 455 * MINUTE).toISOString() };
}

const HOURS_FROM_UTC: Record<string, number> = {
  "America/New_York": -5,
  "America/Chicago": -6,
  "America/Denver": -7,
  "America/Los_Angeles": -8,
  "America/Phoenix": -7,
  "America/Halifax": -4,
  "Pacific/Honolulu": -10,
  "Europe/London": 0,
};

/** Nine to one at the window's own clock, and its words say so. */
function atItsClock(window: RunWindow): RunWindow {
  const offset = HOURS_FROM_UTC[window.zone] ?? 0;
  const start = Date.UTC(2026, 10, 23, 9 - offset);
  const hours = window.zone === "Pacific/Honolulu" ? 3.5 : window.verdict === "refused" ? 0 : 4;
  const utc = offset === 0 ? "UTC" : `UTC−${String(-offset).padStart(2, "0")}:00`;
  return {
    ...window,
    start: new Date(start).toISOString(),
    end: new Date(start + hours * 60 * MINUTE).toISOString(),
    words: `Mon 23 Nov 09:00–${hours === 3.5 ? "12:30" : "13:00"} (${utc})`,
  };
}

function next(): NextFire[] {
  const shown = (busyDay()["board.show"] as Board).next;
  const starts: Record<string, string> = {
    "America/Los_Angeles": "2026-11-23T18:00:00Z",
    "America/Vancouver": "2026-11-23T18:00:00Z",
    "Pacific/Honolulu": "2026-11-23T19:00:00Z",
    "Europe/London": "2026-11-24T09:00:00Z",
    "America/Chicago": "2026-11-24T15:00:00Z",
  };
  return shown.map((seen) => {
    const west = seen.zone === "America/Los_Angeles" || seen.zone === "America/Vancouver";
    const fire = west ? { ...seen, schedule: "sch_2", name: "Win-back Q4" } : seen;
    const start = starts[fire.zone] ?? "2026-11-24T14:00:00Z";
    const minutes = fire.verdict === "clamped" ? 210 : 240;
    return { ...fire, start, end: new Date(Date.parse(start) + minutes * MINUTE).toISOString() };
  });
}

/** Six schedules, each with the fire that comes next for it. */
function schedules(): Schedule[] {
  const known = office()["schedule.list"] as Schedule[];
  const [spring, survey, ...others] = known as [Schedule, Schedule, ...Schedule[]];
  const like = (id: string, name: string, sentence: string, contacts: number, zones: number): Schedule => ({
    ...spring,
    id,
    draft: { ...spring.draft, name, campaign_id: "cmp_reminders" },
    sentence,
    contacts,
    zones,
  });
  return [
    firing(spring, "Pacific/Honolulu", "2026-11-23T19:00:00Z", "Mon 23 Nov 09:00"),
    firing(survey, "America/New_York", "2026-11-24T15:30:00Z", "Tue 24 Nov 10:30"),
    ...others,
    firing(
      like("sch_winback", "Win-back Q4", "At 10:00 on weekdays.", 640, 5),
      "America/Los_Angeles",
      "2026-11-23T18:00:00Z",
      "Mon 23 Nov 10:00",
    ),
    firing(
      like("sch_welcome", "Welcome calls", "At 09:00 every day.", 2_310, 6),
      "America/New_York",
      "2026-11-24T14:00:00Z",
      "Tue 24 Nov 09:00",
    ),
  ];
}

function firing(schedule: Schedule, zone: string, start: string, local_start: string): Schedule {
  const next = schedule.next
    .slice(0, 1)
    .map((fire) => ({ ...fire, zone, start, local_start, verdict: "legal" as const, rule: null }));
  return { ...schedule, next };
}

/** The plan of the list that the grid shows: all six zones that may be called. */
function plan(): Plan {
  const known = office()["schedule.plan"] as Plan;
  const model = known.requests.at(-1) as Plan["requests"][number];
  const rest: [zone: string, offset: string, contacts: number][] = [
    ["America/Anchorage", "09", 29],
    ["Pacific/Honolulu", "10", 21],
  ];
  const requests = rest.map(([zone, offset, contacts]) => ({
    ...model,
    zone,
    contacts,
    body: { ...(model.body as object), timeZone: zone },
    words: `Mon 23 Nov 09:00–${offset === "10" ? "12:30" : "13:00"} (UTC−${offset}:00)`,
  }));
  return { ...known, requests: [...known.requests, ...requests], warnings: [] };
}

/** No clock of these zones changes in November. */
function inNovember(args: PreviewArgs) {
  const shown = preview(args);
  const rows = shown.rows.map((row) => ({
    ...row,
    fires: row.fires.map((fire) => ({ ...fire, marks: [], mark_words: [] })),
  }));
  return { ...shown, rows };
}
