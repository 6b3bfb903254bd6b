import type { DncEvent, DncImport, DncLookup, DncStatus } from "@/rpc/types";

/** A list that was imported and is on its way to CXone. */
export function dncImport(over: Partial<DncImport> = {}): DncImport {
  return {
    id: "imp_1",
    connection: "con_1",
    list: "acme-nov.csv",
    file: "acme-nov.csv",
    mode: "adds",
    actor: "maria",
    at: "2026-11-23T14:31:00Z",
    state: "done",
    rows: 1_000,
    numbers: 998,
    refused: 0,
    repeated: 8,
    fresh: 700,
    already: 280,
    older: 10,
    takes_back: 0,
    lifts: 0,
    lifts_people: 0,
    lacks: 0,
    confirm: 0,
    written: 990,
    distinct: 990,
    push: true,
    passed: 600,
    confirmed: 400,
    known: 200,
    dead: 0,
    to_release: 0,
    confirmed_by: "2026-11-23T20:40:00Z",
    notes: [],
    words: null,
    ...over,
  };
}

/** The same while it waits to be let go. */
export function lookedAt(over: Partial<DncImport> = {}): DncImport {
  return dncImport({ state: "looked", push: false, passed: 0, confirmed: 0, known: 0, ...over });
}

export function dncStatus(over: Partial<DncStatus> = {}): DncStatus {
  return {
    connection: "con_1",
    waiting: 2,
    sending: 1,
    dead: 0,
    oldest: "2026-11-23T17:09:20Z",
    confirmed_today: 41,
    median_seconds: 12,
    trouble: null,
    ...over,
  };
}

export function dncEvent(over: Partial<DncEvent> = {}): DncEvent {
  return {
    direction: "out",
    at: "2026-11-23T14:00:00Z",
    source: "person",
    who: "maria",
    file: null,
    expiry: null,
    reason: "asked on the phone",
    event: null,
    received: "2026-11-23T14:00:01Z",
    outcome: "confirmed",
    sent: "2026-11-23T14:00:02Z",
    ended: "2026-11-23T14:00:03Z",
    words: null,
    ...over,
  };
}

export function dncLookup(over: Partial<DncLookup> = {}): DncLookup {
  return {
    connection: "con_1",
    number: "+1 415 ***-**71",
    in_plan: true,
    holds: { direction: "out", at: "2026-11-23T14:00:00Z" },
    confirmed: { direction: "out", at: "2026-11-23T14:00:03Z", record: "rec_7" },
    push: null,
    events: [
      dncEvent(),
      dncEvent({
        source: "import",
        at: "2026-11-20T00:00:00Z",
        file: "acme-nov.csv: acme-nov.csv, line 7",
        expiry: "2031-11-20",
        reason: null,
        outcome: "counts",
        sent: null,
        ended: null,
      }),
    ],
    ...over,
  };
}
