import type { AuditRow, Board, BoardTraffic, Connection, Notice } from "../../../ui/src/rpc/types";
import type { Answers } from "./double";

/** What a quiet morning answers. Tests change the part that they are about. */
export function morning(): Answers {
  return {
    "board.show": board(),
    "program.trouble": [],
    "connection.list": [connection("con_eu", "Acme EU", "good"), connection("con_us", "Acme US", "degraded")],
    "notice.list": [
      notice("done", "Spring renewals completed", "1,900 of 1,900", true),
      notice("trouble", "Delivery fails", "crm.example.com answers 429 for 3 h; 41 wait", false),
    ],
    "notice.read": {},
    "schedule.list": [],
    "run.list": { rows: [], total: 0, next: null },
    "audit.list": { rows: audits(300), total: 41_204, next: null },
  };
}

export function board(): Board {
  return {
    fresh: false,
    needs: [],
    running: [],
    next: [],
    health: [],
    traffic: quietTraffic(),
    counts: { board: 2, schedules: 0, runs: 1, dispositions: 0, traffic: 0, settings: 0, notices: 1 },
    trouble: [],
    now: new Date().toISOString(),
  };
}

/** Nobody sends, nothing waits. */
export function quietTraffic(): BoardTraffic {
  return {
    listening: false,
    sources: 0,
    events_per_minute: 0,
    events_by_minute: [],
    oldest_waiting_seconds: null,
    dead_letters: 0,
  };
}

function connection(id: string, name: string, state: Connection["health"]["state"]): Connection {
  const words =
    state === "good" ? "answers in 38 ms" : "waiting until 15:42 UTC: the tenant asked us to slow down";
  return {
    id,
    settings: { name, base_url: "https://api.example.com", client_id: "callboard" },
    stand_in: false,
    has_secret: true,
    health: { state, words, latency_ms: 38, token_until: null, waiting_until: null },
    created_at: "2026-11-01T08:00:00Z",
  };
}

function notice(level: Notice["level"], title: string, body: string, read: boolean): Notice {
  const at = new Date(Date.now() - 40 * 60_000).toISOString();
  return { id: `not_${level}`, at, level, title, body, link: "/runs", read, reach: "everywhere" };
}

const DEEDS = [
  ["maria", "schedule.save", "schedule/sch_01JD4K9Q7M", "done"],
  ["callboard", "window.submit", "run/run_01JD4KB2ZX America/Chicago", "done"],
  ["callboard", "window.submit", "run/run_01JD4KB2ZX Europe/London", "refused: house rule “no UK” (v2)"],
  ["callboard", "run.complete", "run/run_01JD4KB2ZX", "done"],
  ["jon", "connection.test", "connection/con_eu", "failed: 403, the scope analytics:read is missing"],
] as const;

function audits(count: number): AuditRow[] {
  return Array.from({ length: count }, (_, index) => {
    const [actor, action, object, result] = DEEDS[index % DEEDS.length] ?? DEEDS[0];
    const at = new Date(Date.parse("2026-11-23T09:31:07Z") - index * 97_000).toISOString();
    const door = actor === "callboard" ? "engine" : "window";
    return {
      seq: 41_204 - index,
      at,
      actor,
      door,
      action,
      object,
      before: null,
      after: null,
      result,
      prev_hash: "00",
      hash: "11",
    };
  });
}
