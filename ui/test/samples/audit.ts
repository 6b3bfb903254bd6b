import type { AuditFilter, AuditList, AuditPage, AuditRow } from "@/rpc/types";

const hash = (seed: number) =>
  Array.from({ length: 64 }, (_, index) =>
    ((seed * 31 + index * 7 + (seed % 13) * index) % 16).toString(16),
  ).join("");

type Deed = Pick<AuditRow, "actor" | "action" | "object" | "result" | "before" | "after">;

const window = {
  run: "run_01JD4KB2ZX",
  campaign: "renewals-q2",
  zone: "America/Chicago",
  start: "2026-11-23T15:00:00Z",
  end: "2026-11-23T19:00:00Z",
  contacts: 733,
};

const DEEDS: Deed[] = [
  {
    actor: "maria",
    action: "schedule.save",
    object: "schedule/sch_01JD4K9Q7M",
    result: "done",
    before: {
      name: "Spring renewals",
      campaign_id: "renewals-q2",
      cron: "0 9 * * 1-5",
      mode: { mode: "contact_time" },
      duration_minutes: 240,
      overlap: "skip",
      holidays: ["2026-12-25"],
      expected: null,
    },
    after: {
      name: "Spring renewals",
      campaign_id: "renewals-q2",
      cron: "0 9 * * 1,3,5",
      mode: { mode: "contact_time" },
      duration_minutes: 180,
      overlap: "skip",
      holidays: ["2026-12-25", "2027-01-01"],
      expected: null,
      left_out: ["Europe/London"],
    },
  },
  {
    actor: "callboard",
    action: "window.submit",
    object: "window/win_01JD4KB301",
    result: "done",
    before: null,
    after: { ...window, state: "submitted", tenant_id: "84121" },
  },
  {
    actor: "callboard",
    action: "window.refuse",
    object: "window/win_01JD4KB302",
    result: "refused: no-uk v2",
    before: null,
    after: { ...window, zone: "Europe/London", contacts: 12, state: "refused", tenant_id: null },
  },
  {
    actor: "callboard",
    action: "run.end",
    object: "run/run_01JD4KB2ZX",
    result: "done",
    before: null,
    after: { campaign: "renewals-q2", state: "completed", expected: 1900, completed: 1900 },
  },
  {
    actor: "jon",
    action: "connection.test",
    object: "connection/con_eu",
    result: "failed: 403, the scope analytics:read is missing",
    before: null,
    after: { token: "allowed", campaigns: "allowed", schedules: "allowed", analytics: "forbidden" },
  },
  {
    actor: "jon",
    action: "endpoint.remove",
    object: "endpoint/ep_old",
    result: "done",
    before: { name: "Old CRM", url: "https://old.example.com/hook", enabled: false },
    after: null,
  },
];

const NEWEST = 41_204;

/** One row of a log of 41,204. */
export function auditRow(seq: number): AuditRow {
  const deed = DEEDS[(NEWEST - seq) % DEEDS.length] ?? (DEEDS[0] as Deed);
  const at = new Date(Date.parse("2026-11-23T09:31:07Z") - (NEWEST - seq) * 97_000).toISOString();
  const door = deed.actor === "callboard" ? "engine" : "window";
  return { seq, at, door, ...deed, prev_hash: hash(seq - 1), hash: hash(seq) };
}

/** Answers `audit.list` as the engine does: filtered, the newest first, by keyset. */
export function auditList({ filter = {}, after, limit, seals }: AuditList, rows = 600): AuditPage {
  const all = Array.from({ length: rows }, (_, index) => auditRow(NEWEST - index)).filter((row) =>
    fits(row, filter),
  );
  const shown = seals === false ? all.filter((row) => row.action !== "audit.seal") : all;
  const rest = after ? shown.filter((row) => row.seq < Number(after)) : shown;
  const page = rest.slice(0, limit ?? 100);
  const next = rest.length > page.length ? String(page.at(-1)?.seq) : null;
  const leftOut = seals === false ? { seals_left_out: all.length - shown.length } : {};
  return { rows: page, total: shown.length, next, ...leftOut };
}

function fits(row: AuditRow, { object, action, actor, text, since, until }: AuditFilter): boolean {
  const hay = JSON.stringify([row.action, row.object, row.actor, row.result, row.before, row.after]);
  return (
    (!object || row.object.startsWith(object)) &&
    (!action || row.action === action) &&
    (!actor || row.actor === actor) &&
    (!text || hay.toLowerCase().includes(text.toLowerCase())) &&
    (!since || row.at >= since) &&
    (!until || row.at < until)
  );
}
