import type { Delivery, Run, RunPoint, RunState, RunSummary, RunWindow } from "@/rpc/types";

const MINUTE = 60_000;
const iso = (at: number) => new Date(at).toISOString();

/** A run that dials since three hours: two thirds done, one window failed, one refused. */
export function runningRun(now = Date.now()): Run {
  const start = now - 190 * MINUTE;
  const points = curve(start, now, 1_204);
  return {
    summary: summary(
      {
        id: "run_01JD4KB2ZX",
        name: "Spring renewals",
        why_not_dialling: "212 contacts are outside their hours. The next window opens 08:00 in Honolulu.",
        spark: points.slice(-24).map((point) => point.completed),
        windows: { planned: 0, submitted: 1, open: 4, ended: 1, trouble: 1, withdrawn: 0, refused: 1 },
        first_start: iso(start),
      },
      now,
    ),
    windows: windows(start),
    points,
    marks: [
      { at: iso(start - 4 * MINUTE), kind: "submitted", words: "6 windows stand at the tenant." },
      { at: iso(start + 92 * MINUTE), kind: "stalled", words: "The tenant asks us to slow down." },
      { at: iso(start + 111 * MINUTE), kind: "resumed", words: "It makes progress again." },
    ],
    deliveries: [],
  };
}

/** The same with everything that can be wrong with it. */
export function troubledRun(now = Date.now()): Run {
  const run = runningRun(now);
  return {
    ...run,
    summary: {
      ...run.summary,
      state: "stalled",
      pace: null,
      eta: null,
      why_not_dialling: STALL,
      stall: { since: iso(now - 64 * MINUTE), cause: "no_agents", words: STALL },
      flags: ["The tenant reported smaller totals than before; the larger ones stand."],
      shares_figures_with: ["run_01JD3AAAAA"],
    },
  };
}

/** The tenant has died three hours ago; the windows are open. */
export function silentRun(now = Date.now()): Run {
  const run = runningRun(now);
  const words = "The last poll failed: No connection to acme.example.com: connection refused.";
  return {
    ...run,
    summary: {
      ...run.summary,
      pace: null,
      eta: null,
      eta_zone: null,
      figures: { ...run.summary.figures, as_of: iso(now - 211 * MINUTE) },
      fresh_until: iso(now - 209 * MINUTE),
      silent: { since: iso(now - 210 * MINUTE), words },
      flags: [words],
      first_start: iso(now - 300 * MINUTE),
    },
  };
}

/** All windows have ended, and nobody has told the last figures; or, where `asked` is false, any at all. */
export function unheardRun(now = Date.now(), asked = true): Run {
  const run = silentRun(now);
  const words =
    "Its windows have ended, and CXone does not tell its last figures. They are asked for again and again; close the run if you do not want to wait.";
  const never = { expected: 1_900, completed: 0, attempted: 0, connected: 0, as_of: null };
  return {
    ...run,
    points: asked ? run.points : [],
    windows: run.windows.map((window) =>
      window.state === "refused" ? window : { ...window, state: "ended" },
    ),
    summary: {
      ...run.summary,
      state: "stalled",
      figures: asked ? run.summary.figures : never,
      over_since: iso(now - 64 * MINUTE),
      last_end: iso(now - 64 * MINUTE),
      why_not_dialling: words,
      stall: { since: iso(now - 210 * MINUTE), cause: "tenant_unreachable", words },
      windows: { planned: 0, submitted: 0, open: 0, ended: 7, trouble: 0, withdrawn: 0, refused: 1 },
    },
  };
}

const STALL = "Calls were attempted and none completes any more: are agents signed in for this campaign?";

/** A run that reached its goal, and whose webhook one receiver took and the other did not. */
export function completedRun(now = Date.now()): Run {
  const run = runningRun(now - 60 * MINUTE);
  const ended = now - 58 * MINUTE;
  const start = Date.parse(run.summary.first_start);
  const last: RunPoint = { at: iso(ended), completed: 1_900, attempted: 2_512, connected: 1_322 };
  return {
    ...run,
    summary: {
      ...run.summary,
      state: "completed",
      figures: { expected: 1_900, completed: 1_900, attempted: 2_512, connected: 1_322, as_of: iso(ended) },
      pace: null,
      eta: null,
      ended_at: iso(ended),
      why_not_dialling: null,
      windows: { planned: 0, submitted: 0, open: 0, ended: 7, trouble: 0, withdrawn: 0, refused: 1 },
    },
    windows: windows(start).map((window) =>
      window.state === "refused" ? window : { ...window, state: "ended", trouble: null, next_try: null },
    ),
    points: [...curve(start, ended - 5 * MINUTE, 1_850), last],
    marks: [...run.marks, { at: iso(ended), kind: "completed", words: "1,900 of 1,900." }],
    deliveries: [delivered(ended), dead(ended)],
  };
}

/** A list of every state that a run can have. */
export function runList(now = Date.now()): RunSummary[] {
  const day = 24 * 60 * MINUTE;
  const states: [RunState, string, number, number][] = [
    ["running", "Spring renewals", 1_204, 0],
    ["stalled", "Overdue reminders", 88, 0],
    ["waiting", "Welcome calls", 0, 0],
    ["submitting", "Autumn survey", 0, 0],
    ["completed", "Spring renewals", 1_900, day],
    ["ended", "Win-back", 1_311, 2 * day],
    ["stopped", "Price change notice", 204, 2 * day],
    ["failed", "Test list", 0, 3 * day],
  ];
  return states.map(([state, name, completed, ago], index) => {
    const over = ago > 0;
    const ended = over ? iso(now - ago) : null;
    const live = state === "running";
    return summary(
      {
        id: `run_${index}`,
        name,
        state,
        campaign_id: name.toLowerCase().replaceAll(" ", "-").slice(0, 14),
        figures: {
          expected: 1_900,
          completed,
          attempted: completed + 300,
          connected: completed,
          as_of: completed > 0 ? iso(now - ago - 12_000) : null,
        },
        fresh_until: live || state === "stalled" ? iso(now + 78_000) : null,
        pace: live ? 21.4 : null,
        eta: live ? iso(now + 33 * MINUTE) : null,
        ended_at: ended,
        first_start: iso(now - ago - 190 * MINUTE + (over || live ? 0 : 400 * MINUTE)),
        windows: {
          planned: state === "submitting" ? 6 : 0,
          submitted: state === "waiting" ? 8 : live ? 2 : 0,
          open: live || state === "stalled" ? 4 : 0,
          ended: over && state !== "failed" ? 7 : 0,
          trouble: state === "stalled" || state === "failed" ? 2 : 0,
          withdrawn: state === "stopped" ? 5 : 0,
          refused: index % 3 === 0 ? 1 : 0,
        },
      },
      now,
    );
  });
}

function summary(part: Partial<RunSummary>, now: number): RunSummary {
  return {
    id: "run_1",
    connection: "con_eu",
    name: "Spring renewals",
    campaign_id: "renewals-q2",
    schedule: "sch_01JD4K9Q7M",
    state: "running",
    figures: {
      expected: 1_900,
      completed: 1_204,
      attempted: 1_611,
      connected: 842,
      as_of: iso(now - 12_000),
    },
    silent: null,
    fresh_until: iso(now + 78_000),
    over_since: null,
    pace: 21.4,
    eta: iso(now + 33 * MINUTE),
    eta_zone: "America/Chicago",
    zone: "America/Chicago",
    why_not_dialling: null,
    stall: null,
    flags: [],
    shares_figures_with: [],
    spark: [],
    first_start: iso(now - 190 * MINUTE),
    last_end: iso(now + 240 * MINUTE),
    ended_at: null,
    windows: { planned: 0, submitted: 0, open: 0, ended: 0, trouble: 0, withdrawn: 0, refused: 0 },
    ...part,
  };
}

/** A morning: slow at first, a pause in the middle, then steady. */
function curve(start: number, end: number, completed: number): RunPoint[] {
  const steps = 90;
  let share = 0;
  const gains = Array.from({ length: steps + 1 }, (_, step) => {
    const pause = step > 43 && step < 53;
    share += step === 0 || pause ? 0 : 0.6 + 0.4 * Math.sin(step / 7) + Math.min(step / 60, 0.6);
    return share;
  });
  return gains.map((gain, step) => {
    const done = Math.round((gain / share) * completed);
    return {
      at: iso(start + ((end - start) * step) / steps),
      completed: done,
      attempted: Math.round(done * 1.3 + Math.min(step * 2, 60)),
      connected: Math.round(done * 0.7),
    };
  });
}

function windows(start: number): RunWindow[] {
  const rows: [string, string, RunWindow["state"], number, number][] = [
    ["America/New_York", "New York", "begun", 612, 0],
    ["America/Chicago", "Chicago", "begun", 733, 0],
    ["America/Denver", "Denver", "begun", 210, 60],
    ["America/Los_Angeles", "Los Angeles", "begun", 212, 120],
    ["America/Phoenix", "Phoenix", "failed", 58, 60],
    ["America/Halifax", "Halifax", "ended", 42, -60],
    ["Pacific/Honolulu", "Honolulu", "submitted", 21, 300],
    ["Europe/London", "London", "refused", 12, 0],
  ];
  return rows.map(([zone, place, state, contacts, shift], index) => {
    const from = start + shift * MINUTE;
    const clamped = place === "Honolulu";
    const refused = state === "refused";
    return {
      id: `win_${index}`,
      zone,
      place,
      start: iso(from),
      end: iso(from + 240 * MINUTE),
      words: "Mon 23 Nov 09:00–13:00 (UTC−05:00)",
      state,
      verdict: refused ? "refused" : clamped ? "clamped" : "legal",
      rule: refused
        ? { id: "no-uk", version: 2, source: "house rule", words: "London is not called: no consent yet." }
        : clamped
          ? {
              id: "us-federal-hours",
              version: 3,
              source: "47 CFR 64.1200(c)(1)",
              words: "Honolulu may not be called before 08:00 there (47 CFR 64.1200(c)(1)).",
            }
          : null,
      contacts,
      schedule_id: refused || state === "failed" ? null : `84${120 + index}`,
      attempts: refused ? 0 : state === "failed" ? 5 : 1,
      trouble: refused
        ? "London is not called: no consent yet."
        : state === "failed"
          ? "The tenant answered 429 five times: it asked us to slow down."
          : null,
      next_try: null,
    };
  });
}

function delivered(at: number): Delivery {
  return {
    ...delivery("dlv_01JD4NQ0AA", "CRM", "https://crm.example.com/hooks/callboard", at),
    state: "delivered",
    tries: [
      { at: iso(at + 1_000), status: 503, words: "It answered 503: try again later.", took_ms: 1_204 },
      { at: iso(at + 6_400), status: 204, words: null, took_ms: 88 },
    ],
  };
}

function dead(at: number): Delivery {
  return {
    ...delivery("dlv_01JD4NQ0BB", "Warehouse", "https://dwh.example.com/in", at),
    state: "dead",
    tries: [
      { at: iso(at + 1_000), status: 500, words: "It answered 500.", took_ms: 310 },
      { at: iso(at + 40_000), status: null, words: "No answer within 15 s.", took_ms: 15_000 },
    ],
  };
}

function delivery(id: string, name: string, url: string, at: number): Delivery {
  return {
    id,
    event: "campaign.completed",
    endpoint: `ep_${name.toLowerCase()}`,
    endpoint_name: name,
    url,
    state: "waiting",
    run: "run_01JD4KB2ZX",
    created_at: iso(at),
    next_try: null,
    tries: [],
    body: '{"event":"campaign.completed","timestamp":"2026-11-23T15:40:00Z","data":{"campaignId":"renewals-q2","runId":"run_01JD4KB2ZX","totalCompleted":1900,"expected":1900,"outcome":"completed"}}',
  };
}
