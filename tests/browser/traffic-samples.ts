import type {
  DeadCause,
  Listener,
  Page,
  Source,
  Trace,
  TrafficList,
  TrafficRow,
} from "../../ui/src/rpc/types";
import type { Answers } from "./harness/double";
import { morning } from "./harness/samples";

const SECOND = 1_000;
const ago = (seconds: number) => new Date(Date.now() - seconds * SECOND).toISOString();

const KINDS = ["call-result", "call-result", "data-action", "callback", "call-result", "event"] as const;
const STATES = ["done", "kept", "kept", "kept", "late", "kept"] as const;

/** A morning on which events come in, some are refused, and one receiver is down. */
export function busyTraffic(): Answers {
  return {
    ...morning(),
    "source.list": sources(),
    "endpoint.list": [],
    "traffic.list": trafficPage,
    "traffic.show": ({ id }: { id: string }) => trace(id),
    "traffic.dead": deadCauses(),
    "traffic.replay": { replayed: 41 },
  };
}

/** Four dead letters of one receiver; what is replayed leaves them. */
export function manyDead(): Answers {
  const [sent] = trafficRows().filter((row) => row.id === "msg_crm");
  const dead = Array.from(
    { length: 4 },
    (_, index): TrafficRow => ({
      ...(sent as TrafficRow),
      id: `msg_dead${index}`,
      at: ago(31 + index * 600),
      about: `run_01JD4KB2Z${index}`,
    }),
  );
  return {
    ...busyTraffic(),
    "traffic.list": () => ({ rows: [...dead], total: dead.length, next: null }),
    "traffic.replay": ({ ids }) => {
      for (const id of ids)
        dead.splice(
          dead.findIndex((row) => row.id === id),
          1,
        );
      return { replayed: ids.length };
    },
  };
}

export function noTraffic(): Answers {
  return {
    ...morning(),
    "source.list": [],
    "endpoint.list": [],
    "traffic.list": { rows: [], total: 0, next: null },
    "traffic.dead": [],
  };
}

/** The first page of what fits the filter. */
export function trafficPage(asked: TrafficList): Page<TrafficRow> {
  const rows = trafficRows().filter(
    (row) =>
      (!asked.direction || row.direction === asked.direction) &&
      (!asked.state || row.state === asked.state) &&
      (!asked.party || row.party_id === asked.party),
  );
  return { rows, total: asked.direction || asked.state || asked.party ? rows.length : 12_408, next: null };
}

export function trafficRows(): TrafficRow[] {
  const events = Array.from({ length: 24 }, (_, index): TrafficRow => {
    const kind = KINDS[index % KINDS.length] ?? "event";
    return {
      id: `evt_${12_400 - index}`,
      direction: "received",
      at: ago(4 + index * 7),
      kind,
      party: kind === "data-action" ? "Opt-out form" : "CXone EU",
      party_id: kind === "data-action" ? "src_opt" : "src_eu",
      state: STATES[index % STATES.length] ?? "kept",
      about: kind === "data-action" || kind === "callback" ? "+1 415 ***-**71" : `contact-${4_100 + index}`,
      words: index === 4 ? "A newer event of this contact was applied before." : null,
    };
  });
  const refused: TrafficRow = {
    id: "ref_7",
    direction: "received",
    at: ago(20),
    kind: "data-action",
    party: "Opt-out form",
    party_id: "src_opt",
    state: "refused",
    about: "",
    words: "phoneNumber: The number has too few digits.",
  };
  const sent: TrafficRow = {
    id: "msg_crm",
    direction: "sent",
    at: ago(31),
    kind: "campaign.completed",
    party: "CRM",
    party_id: "end_crm",
    state: "dead",
    about: "run_01JD4KB2ZX",
    words: "It answered 500: it is in trouble itself.",
  };
  return [...events, refused, sent].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

export function trace(id: string): Trace {
  const row = trafficRows().find((each) => each.id === id) ?? (trafficRows()[0] as TrafficRow);
  if (row.direction === "sent") return deliveryTrace(row);
  const at = Date.parse(row.at);
  const moment = (later: number) => new Date(at + later).toISOString();
  return {
    row,
    steps: [
      step("received", "done", moment(0), `${row.party} sent it: 128 bytes.`),
      step("committed", "done", moment(12), "It is on disk, and its sender was told so."),
      step("decided", "done", moment(40), "Code 1001 means do_not_call (critical) by version 3 of the map."),
      step("effect", "done", moment(1_312), "The contact at the tenant says do_not_call."),
      step("routed", "waiting", null, "CRM is told as soon as it answers again."),
    ],
    body: '{"contactId":"contact-4100","dispositionCode":"1001","callResult":"answered","timestamp":"2026-11-23T09:12:44Z"}',
    bytes: 128,
    sender_id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    delivery: null,
    related: trafficRows().filter((each) => each.id === "msg_crm"),
  };
}

/** A message that its receiver refused twice and that was then given up. */
function deliveryTrace(row: TrafficRow): Trace {
  const at = Date.parse(row.at);
  const moment = (later: number) => new Date(at + later).toISOString();
  const tries = [
    { at: moment(200), status: 429, words: "It answered 429: it is too much at once.", took_ms: 112 },
    { at: moment(21_000), status: 500, words: "It answered 500: it is in trouble itself.", took_ms: 340 },
  ];
  const body = JSON.stringify({
    event: "campaign.completed",
    timestamp: row.at,
    data: { campaignId: "c-renewals-q2", runId: row.about, totalCompleted: 1900, outcome: "completed" },
  });
  return {
    row,
    steps: [
      {
        ...step("announced", "done", row.at, "campaign.completed for CRM was written to be sent."),
        link: `/runs/${row.about}`,
      },
      ...tries.map((one) => step("tried", "failed", one.at, one.words)),
      step(
        "delivered",
        "failed",
        moment(21_000),
        "It was given up after 2 tries; replay it once the cause is mended.",
      ),
    ],
    body,
    bytes: body.length,
    sender_id: null,
    delivery: {
      id: row.id,
      event: row.kind,
      endpoint: row.party_id,
      endpoint_name: row.party,
      url: "https://crm.example.com/hooks/callboard",
      state: "dead",
      run: row.about,
      created_at: row.at,
      next_try: null,
      tries,
      body,
    },
    related: [],
  };
}

function step(
  kind: Trace["steps"][number]["kind"],
  state: Trace["steps"][number]["state"],
  at: string | null,
  words: string,
): Trace["steps"][number] {
  return { kind, state, at, words, link: null };
}

export function deadCauses(): DeadCause[] {
  return [
    {
      direction: "sent",
      party_id: "end_crm",
      party: "CRM",
      cause: "It answered 500: it is in trouble itself.",
      count: 41,
      oldest: ago(11_000),
      newest: ago(31),
      blocked: null,
    },
    {
      direction: "sent",
      party_id: "end_bi",
      party: "Reporting",
      cause: "It answered 410 Gone: it wants no more.",
      count: 1,
      oldest: ago(90_000),
      newest: ago(90_000),
      blocked: "The receiver is turned off; turn it on first.",
    },
  ];
}

export function sources(): Source[] {
  const source = (id: string, name: string, more: Partial<Source>): Source => ({
    id,
    name,
    kind: "call-result",
    connection: "con_eu",
    connection_name: "Acme EU",
    path: "/webhook/call-result",
    auth: "signature",
    tolerance_seconds: 300,
    enabled: true,
    has_secret: true,
    old_secret_until: null,
    created_at: ago(900_000),
    last_seen: ago(4),
    gap: null,
    received: 11_840,
    repeated: 12,
    refused: [],
    ...more,
  });
  return [
    source("src_eu", "CXone EU", {
      gap: { from: ago(12_000), until: ago(9_660) },
      refused: [{ status: 401, reason: "No signature fits.", count: 3, last: ago(4_000) }],
    }),
    source("src_opt", "Opt-out form", {
      kind: "data-action",
      path: "/webhook/data-action",
      auth: "bearer",
      last_seen: null,
      received: 0,
      repeated: 0,
    }),
  ];
}

export function listener(more: Partial<Listener> = {}): Listener {
  return {
    settings: {
      enabled: true,
      address: "127.0.0.1:8080",
      tls_cert: null,
      tls_key: null,
      public_url: null,
    },
    state: "listening",
    address: "127.0.0.1:8080",
    tls: false,
    reach: "this_computer",
    words:
      "Only programs on this computer reach it. For a tenant in the cloud, let a reverse proxy or a tunnel of your own hand requests on to it, and enter its address as the public address.",
    since: ago(9_660),
    warnings: [],
    sources: 2,
    events_per_minute: 12,
    oldest_waiting_seconds: 0.2,
    refused: [{ status: 404, reason: "No source has this path.", count: 18, last: ago(600) }],
    self_test: null,
    ...more,
  };
}
