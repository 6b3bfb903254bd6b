import type {
  DispositionFeed,
  DispositionMap,
  DispositionRow,
  Dispositions,
  MapDraftSave,
  MapTried,
  MapVersion,
  SeverityRoute,
  SeverityRouteSet,
} from "../../ui/src/rpc/types";
import type { Answers } from "./harness/double";
import { board, morning } from "./harness/samples";

const MINUTE = 60_000;
const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE).toISOString();

const NORMAL = ["write_contact", "notify", "deliver"] as const;

export function firstMap(): DispositionMap {
  const code = (code: string, category: string, meaning: string) => ({ code, category, meaning });
  return {
    categories: [
      {
        name: "do_not_call",
        severity: "critical",
        actions: ["write_contact", "suppress_number", "notify", "deliver"],
      },
      { name: "callback_later", severity: "medium", actions: [...NORMAL] },
      { name: "qualified_lead", severity: "medium", actions: [...NORMAL] },
      { name: "wrong_number", severity: "low", actions: [...NORMAL] },
      { name: "unclassified", severity: "low", actions: [...NORMAL] },
    ],
    codes: [
      code("1001", "do_not_call", "Asked not to be called"),
      code("1002", "do_not_call", "Asked not to be called"),
      code("1003", "do_not_call", "Asked not to be called"),
      code("2001", "callback_later", "Asked to be called later"),
      code("2002", "callback_later", "Asked to be called later"),
      code("3001", "qualified_lead", "Is interested"),
      code("3002", "qualified_lead", "Is interested"),
      code("3003", "qualified_lead", "Is interested"),
      code("4001", "wrong_number", "Somebody else's number"),
    ],
  };
}

/** Three codes changed, one each way, and a category raised. */
export function drafted(): DispositionMap {
  const map = firstMap();
  map.categories[2] = { name: "qualified_lead", severity: "high", actions: [...NORMAL] };
  map.codes.splice(2, 1);
  map.codes[7] = { code: "4001", category: "do_not_call", meaning: "Somebody else's number" };
  map.codes.push({ code: "3004", category: "qualified_lead", meaning: "Wants an offer" });
  return map;
}

function version(n: number, more: Partial<MapVersion> = {}): MapVersion {
  return {
    version: n,
    at: ago(n === 1 ? 30_000 : 9_000 - n * 1_500),
    by: n === 1 ? "callboard" : "maria",
    note: n === 1 ? "The map that every connection begins with." : "",
    categories: 5,
    codes: 9,
    decided: 0,
    copy_of: null,
    ...more,
  };
}

export function versions(): MapVersion[] {
  return [
    version(4, { note: "Back to version 2.", copy_of: 2, decided: 1_204, by: "jon" }),
    version(3, { note: "Wrong numbers count as do not call", decided: 312 }),
    version(2, { note: "Two codes of the new script", decided: 14_870 }),
    version(1, { decided: 41_020, codes: 7 }),
  ];
}

export function shown(more: Partial<Dispositions> = {}): Dispositions {
  return {
    connection: "con_eu",
    version: versions()[0] as MapVersion,
    published: firstMap(),
    draft: null,
    changes: [],
    unmapped_policy: "write",
    actions: [
      { action: "write_contact", available: true, because: null },
      { action: "suppress_number", available: true, because: null },
      {
        action: "schedule_callback",
        available: false,
        because: "Callbacks are not part of this version of Callboard: no promise can be kept yet.",
      },
      { action: "notify", available: true, because: null },
      { action: "deliver", available: true, because: null },
    ],
    unmapped: [],
    unmapped_total: more.unmapped?.length ?? 0,
    ...more,
  };
}

const CHANGES = [
  {
    what: "code 4001",
    before: "wrong_number (Somebody else's number)",
    after: "do_not_call (Somebody else's number)",
  },
];

export function withDraft(): Dispositions {
  const draft = { map: drafted(), based_on: 4, changed_at: ago(12), changed_by: "maria" };
  return shown({ draft, changes: CHANGES, unmapped: unmapped() });
}

function unmapped(): Dispositions["unmapped"] {
  return [
    {
      code: "5001",
      events: 412,
      contacts: 398,
      held: 0,
      first: ago(8_000),
      last: ago(3),
      call_result: "Voicemail",
    },
    { code: "5002", events: 37, contacts: 37, held: 0, first: ago(2_900), last: ago(55), call_result: null },
    {
      code: "01001",
      events: 2,
      contacts: 1,
      held: 0,
      first: ago(300),
      last: ago(290),
      call_result: "Asked not to be called",
    },
  ];
}

const FEED = [
  ["1001", "do_not_call", "critical", "done", null],
  ["2001", "callback_later", "medium", "done", null],
  ["5001", "unclassified", "low", "unmapped", "Code 5001 is not in the map: written as unclassified."],
  ["3002", "qualified_lead", "medium", "kept", null],
  ["4001", "wrong_number", "low", "late", "A newer event of this contact was applied before."],
  ["2002", "callback_later", "medium", "dead", "The tenant does not know this contact (404)."],
] as const;

export function decisions(): DispositionRow[] {
  return Array.from({ length: 30 }, (_, index): DispositionRow => {
    const [code, category, severity, state, words] = FEED[index % FEED.length] ?? FEED[0];
    return {
      event: `evt_${12_400 - index}`,
      at: ago(1 + index * 3),
      received_at: ago(index * 3),
      contact: `contact-${4_100 + index}`,
      code,
      call_result: null,
      category,
      severity,
      version: 4,
      state,
      words,
    };
  });
}

export function tried(days = 30): MapTried {
  return {
    days,
    events: 10_482,
    contacts: 8_204,
    changed: 412,
    to_do_not_call: 9,
    from_do_not_call: 3,
    by_change: [
      change("qualified_lead", "medium", "qualified_lead", "high", 391),
      change("wrong_number", "low", "do_not_call", "critical", 9),
      change("unclassified", "low", "qualified_lead", "high", 9),
      change("do_not_call", "critical", "unclassified", "low", 3),
    ],
    rows: Array.from({ length: 12 }, (_, index) => ({
      event: `evt_${12_400 - index}`,
      contact: `contact-${4_100 + index}`,
      code: index < 9 ? "4001" : "1003",
      at: ago(40 + index * 130),
      from: index < 9 ? "wrong_number" : "do_not_call",
      to: index < 9 ? "do_not_call" : "unclassified",
    })),
  };
}

function change(
  from: string,
  from_severity: MapTried["by_change"][number]["from_severity"],
  to: string,
  to_severity: MapTried["by_change"][number]["to_severity"],
  contacts: number,
): MapTried["by_change"][number] {
  return { from, from_severity, to, to_severity, contacts };
}

export function routes(): SeverityRoute[] {
  const route = (severity: SeverityRoute["severity"], more: Partial<SeverityRoute>): SeverityRoute => ({
    severity,
    in_app: false,
    desktop: false,
    endpoints: [],
    redis: false,
    redis_because: "Redis is not part of this version of Callboard; everything is kept here.",
    unheard: 0,
    ...more,
  });
  return [
    route("critical", { in_app: true, desktop: true, endpoints: ["end_crm"] }),
    route("high", { in_app: true, endpoints: ["end_crm"] }),
    route("medium", { in_app: true }),
    route("low", { unheard: 1_204 }),
  ];
}

/** A map with a draft, codes that nobody mapped, and a door that keeps what is saved. */
export function dispositions(first: Dispositions = withDraft()): Answers {
  let now = first;
  let told = routes();
  const publish = (map: DispositionMap, more: Partial<Dispositions> = {}) => {
    const next = { ...now.version, version: now.version.version + 1, at: ago(0), by: "maria", copy_of: null };
    now = { ...now, published: map, version: next, draft: null, changes: [], ...more };
    return now;
  };
  return {
    ...morning(),
    "board.show": { ...board(), counts: { ...board().counts, dispositions: now.unmapped_total } },
    "disposition.show": () => now,
    "disposition.draft": ({ map }: MapDraftSave) => {
      now = map
        ? { ...now, draft: { map, based_on: 4, changed_at: ago(0), changed_by: "maria" }, changes: CHANGES }
        : { ...now, draft: null, changes: [] };
      return now;
    },
    "disposition.try": ({ days }: { days: number }) => tried(days),
    "disposition.publish": () => ({
      dispositions: publish(now.draft?.map ?? now.published),
      reapplied: 412,
    }),
    "disposition.map_code": ({ code, category }: { code: string; category: string }) => {
      const codes = [...now.published.codes, { code, category, meaning: "" }];
      const rest = now.unmapped.filter((one) => one.code !== code);
      const { draft } = now;
      return {
        dispositions: publish(
          { ...now.published, codes },
          { unmapped: rest, unmapped_total: rest.length, draft },
        ),
        reapplied: 412,
      };
    },
    "disposition.unmapped_policy": ({ policy }: { policy: Dispositions["unmapped_policy"] }) => {
      now = { ...now, unmapped_policy: policy };
      return now;
    },
    "disposition.versions": versions(),
    "disposition.version": ({ version: n }: { version: number }) => {
      const map = firstMap();
      if (n === 1) map.codes.splice(7, 2);
      if (n === 3)
        map.codes[8] = { code: "4001", category: "do_not_call", meaning: "Somebody else's number" };
      return map;
    },
    "disposition.go_back": () => publish(firstMap()),
    "disposition.feed": ({ code, category }: DispositionFeed) => {
      const rows = decisions().filter(
        (row) => (!code || row.code === code) && (!category || row.category === category),
      );
      return { rows, total: code || category ? rows.length : 57_406, next: null };
    },
    "route.list": () => told,
    "route.set": ({ severity, in_app, desktop, endpoints }: SeverityRouteSet) => {
      told = told.map((one) =>
        one.severity === severity ? { ...one, in_app, desktop, endpoints: endpoints ?? one.endpoints } : one,
      );
      return told;
    },
    "endpoint.list": [
      endpoint("end_crm", "CRM", true),
      endpoint("end_leads", "CRM", true, "leads"),
      endpoint("end_bi", "Reporting", false),
    ],
    "source.list": [],
    "traffic.list": { rows: [], total: 0, next: null },
  } as Answers;
}

function endpoint(id: string, name: string, listens: boolean, path = "hooks") {
  return {
    id,
    name,
    url: `https://crm.example.com/${path}`,
    events: listens ? ["campaign.completed", "disposition.routed"] : ["campaign.completed"],
    enabled: true,
    disabled_because: null,
    last_delivered: ago(3),
    failing_since: null,
    failing_percent: 0,
    old_secret_until: null,
    waiting: 0,
    dead: 0,
    delivered: 812,
    failed: 0,
    answer_ms: 84,
  };
}
