import type { Board, HealthLine, MissedFire, Need, NextFire, RunSummary } from "../../ui/src/rpc/types";
import type { Answers } from "./harness/double";
import { board, morning } from "./harness/samples";

const MINUTE = 60_000;

/** An instant as far from now, on the full minute. */
export function from(minutes: number): string {
  return new Date(Math.floor(Date.now() / MINUTE) * MINUTE + minutes * MINUTE).toISOString();
}

/** Two runs, fires to come, all well, nothing to decide. */
export function quietDay(): Answers {
  const counts = { board: 0, schedules: 0, runs: 0, dispositions: 0, traffic: 0, settings: 0, notices: 0 };
  return { ...morning(), "board.show": { ...shown(), needs: [], counts } };
}

/** A morning on which much waits. */
export function busyDay(): Answers {
  return { ...morning(), "board.show": shown(), "missed.list": missed() };
}

/** Nothing was ever set up. */
export function freshDay(): Answers {
  return { ...morning(), "board.show": { ...board(), fresh: true }, "connection.list": [] };
}

function shown(): Board {
  const counts = { board: 6, schedules: 1, runs: 1, dispositions: 0, traffic: 0, settings: 1, notices: 1 };
  return { ...board(), needs: needs(), running: running(), next: next(), health: health(), counts };
}

function need(kind: Need["kind"], title: string, detail: string, link: string, minutes: number): Need {
  return { kind, subject: `${kind}_1`, title, detail, since: from(-minutes), link, ids: ["mis_1", "mis_2"] };
}

function needs(): Need[] {
  return [
    need(
      "missed_fires",
      "Spring renewals 09:00 missed in Chicago, Denver",
      "Laptop asleep 08:52–09:31. Legal until 20:00 there.",
      "/schedules/sch_1",
      39,
    ),
    need(
      "failing_endpoint",
      "Delivery to crm.example.com fails",
      "429 Too Many Requests, 41 deliveries wait.",
      "/settings?part=deliveries&open=end_crm",
      184,
    ),
    need(
      "failed_windows",
      "Win-back Q4: two of eight windows were not submitted",
      "Phoenix and Honolulu: the tenant reset the connection five times.",
      "/runs/run_2",
      12,
    ),
    need(
      "moved_fires",
      "Newer zone data moves three fires of Spring renewals",
      "Vancouver keeps UTC−07:00 from 2026-11-01 on. Nothing fires there until someone has looked.",
      "/schedules/sch_1",
      1450,
    ),
  ];
}

function missed(): MissedFire[] {
  const reason = "The program was not running from 08:52 to 09:31.";
  const base = { schedule: "sch_1", name: "Spring renewals", due: from(-39), reason, legal_until: from(400) };
  return [
    {
      ...base,
      id: "mis_1",
      zone: "America/Chicago",
      place: "Chicago",
      occurrence: "2026-11-23T09:00",
      contacts: 433,
    },
    {
      ...base,
      id: "mis_2",
      zone: "America/Denver",
      place: "Denver",
      occurrence: "2026-11-23T09:00",
      contacts: 210,
    },
  ];
}

/** Completed at the last polls. */
const GAINS = [2, 5, 9, 14, 17, 18, 22, 19, 21, 23, 24, 20, 18, 21, 22, 25, 24, 21, 20, 21];
const TOTALS = GAINS.map((_, index) => 790 + GAINS.slice(0, index + 1).reduce((sum, gain) => sum + gain, 0));

function run(more: Partial<RunSummary>): RunSummary {
  return {
    id: "run_1",
    connection: "con_eu",
    name: "Spring renewals",
    campaign_id: "c-renewals-q2",
    schedule: "sch_1",
    state: "running",
    figures: { expected: 1900, completed: 1204, attempted: 1877, connected: 690, as_of: from(-0.3) },
    silent: null,
    fresh_until: from(3),
    over_since: null,
    pace: 21.3,
    eta: from(33),
    eta_zone: "America/Chicago",
    zone: "America/Chicago",
    why_not_dialling: null,
    stall: null,
    flags: [],
    shares_figures_with: [],
    spark: TOTALS,
    first_start: from(-190),
    last_end: from(50),
    ended_at: null,
    windows: { planned: 0, submitted: 1, open: 5, ended: 2, trouble: 0, withdrawn: 0, refused: 1 },
    ...more,
  };
}

function running(): RunSummary[] {
  const figures = { expected: 640, completed: 171, attempted: 402, connected: 98, as_of: from(-0.4) };
  const why = "212 of the 469 left are outside their hours; next opens 08:00 Denver, in 43 min.";
  return [
    run({}),
    run({
      id: "run_2",
      name: "Win-back Q4",
      state: "waiting",
      figures,
      pace: null,
      eta: null,
      why_not_dialling: why,
      last_end: from(400),
    }),
  ];
}

const RULE = {
  id: "hawaii-mornings",
  version: 1,
  source: "house",
  words: "The house calls Hawaii before 12:30 only.",
};
const HOUSE = { id: "no-uk", version: 2, source: "house", words: "The house makes no calls to the UK." };

function fire(zone: string, minutes: number, contacts: number, more: Partial<NextFire> = {}): NextFire {
  const base = { schedule: "sch_1", name: "Spring renewals", zone, contacts, local_start: "", rule: null };
  return { ...base, start: from(minutes), end: from(minutes + 240), verdict: "legal", ...more };
}

function next(): NextFire[] {
  return [
    fire("America/Los_Angeles", 43, 412),
    fire("America/Vancouver", 43, 61),
    fire("Pacific/Honolulu", 103, 21, { verdict: "clamped", rule: RULE }),
    fire("America/New_York", 1230, 812),
    fire("America/Toronto", 1230, 64),
    fire("America/Detroit", 1230, 41),
    fire("America/Indiana/Indianapolis", 1230, 9),
    fire("Europe/London", 1050, 12, { verdict: "refused", rule: HOUSE }),
    fire("America/Chicago", 1290, 433, { schedule: "sch_2", name: "Win-back Q4" }),
  ];
}

function health(): HealthLine[] {
  const line = (name: string, state: HealthLine["state"], words: string, link: string) => ({
    name,
    state,
    words,
    link,
  });
  return [
    line("Acme EU", "good", "answers in 38 ms, token for another 41 min", "/settings?part=connections"),
    line("Acme US", "degraded", "waiting until 15:42Z: the tenant asked us to slow down", "/settings"),
    line("Deliveries", "down", "1 endpoint failing, 41 waiting", "/settings?part=deliveries"),
    line("Audit", "good", "verified 09:00, 41,204 rows", "/audit"),
    line("Secret store", "good", "this system's keyring", "/settings?part=secrets"),
  ];
}
