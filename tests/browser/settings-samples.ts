import type {
  Connection,
  ConnectionTest,
  Endpoint,
  Rule,
  Rules,
  Setting,
  Status,
} from "../../ui/src/rpc/types";
import type { Answers } from "./harness/double";
import { morning } from "./harness/samples";
import { listener, sources } from "./traffic-samples";

const MINUTE = 60_000;

function ago(minutes: number): string {
  return new Date(Date.now() - minutes * MINUTE).toISOString();
}

/** A tenant, a stand-in, two endpoints of which one fails, and all the rest as it is after a while. */
export function settled(): Answers {
  return {
    ...morning(),
    "connection.list": [
      connection("con_eu", "Acme EU", {}),
      connection("con_demo", "Stand-in tenant", { stand_in: true }),
    ],
    "connection.test": tested(),
    "secrets.show": {
      kind: "keyring",
      usable: true,
      words: "Secrets are kept in this system's keyring.",
    },
    "listener.show": listener(),
    "source.list": sources(),
    "endpoint.list": [
      endpoint("end_crm", "CRM", {
        failing_since: ago(184),
        failing_percent: 3,
        delivered: 212,
        failed: 9,
        answer_ms: 340,
        waiting: 41,
        dead: 2,
        last_delivered: ago(190),
      }),
      endpoint("end_bi", "Reporting", { last_delivered: ago(12) }),
    ],
    "rule.list": rules(),
    "rule.standing": { sentence: "", contacts: 0, forbidden: [] },
    "settings.show": settings(),
    "status.show": status(),
  };
}

/** A new machine without a keyring. */
export function bare(): Answers {
  return {
    ...settled(),
    "connection.list": [],
    "endpoint.list": [],
    "secrets.show": {
      kind: "keyring",
      usable: false,
      words:
        "This machine's keyring could not be used: no Secret Service answers on the session bus. Unlock or start " +
        "the keyring, or choose in Settings, Secrets: this session only, or a file encrypted with a passphrase.",
    },
  };
}

export function connection(id: string, name: string, more: Partial<Connection>): Connection {
  const until = new Date(Date.now() + 41 * MINUTE).toISOString();
  return {
    id,
    settings: {
      name,
      base_url: id === "con_demo" ? "http://127.0.0.1:41873" : "https://api.acme.example.com",
      client_id: "callboard",
      token_style: "basic",
      rate_limit: 100,
      default_region: "US",
    },
    stand_in: false,
    has_secret: true,
    health: {
      state: "good",
      words: "answers in 38 ms",
      latency_ms: 38,
      token_until: until,
      waiting_until: null,
    },
    created_at: "2026-11-01T08:00:00Z",
    ...more,
  };
}

function tested(): ConnectionTest {
  return {
    ok: false,
    checks: [
      check("token", "allowed", "A token was granted until 15:42Z."),
      check("campaigns", "allowed", "May list the campaigns."),
      check("schedules", "absent", "This tenant cannot list the schedules; Callboard does without."),
      {
        ...check(
          "analytics",
          "forbidden",
          "May not read analytics: the scope analytics:read is missing. Ask the tenant's administrator to grant it.",
        ),
        scope: "analytics:read",
      },
    ],
    capabilities: [
      { job: "campaigns", support: "native", words: null },
      { job: "schedules", support: "absent", words: "It answers 404 where they would be listed." },
      {
        job: "submit",
        support: "emulated",
        words: "Once schedules cannot be read, the answer to each submission is all there is.",
      },
    ],
  };
}

function check(job: string, state: ConnectionTest["checks"][number]["state"], words: string) {
  return { job, state, scope: null, words, took_ms: 38 };
}

function endpoint(id: string, name: string, more: Partial<Endpoint>): Endpoint {
  return {
    id,
    name,
    url: `https://${name.toLowerCase()}.example.com/hooks/callboard`,
    events: ["campaign.completed"],
    enabled: true,
    disabled_because: null,
    last_delivered: null,
    failing_since: null,
    failing_percent: 0,
    old_secret_until: null,
    delivered: 0,
    failed: 0,
    answer_ms: null,
    waiting: 0,
    dead: 0,
    ...more,
  };
}

const REMARK =
  "No rule here was reviewed by counsel. They were read in the sources named, most of them through third parties.";

export function rules(): Rules {
  const history =
    "It needs the history of calls to a number, which the tenant keeps; Callboard plans windows and does not see each call.";
  return {
    version: "3",
    remark: REMARK,
    rules: [
      rule("no-uk", ["GB"], "No calls on any day.", "house", { house: true, version: 2 }),
      rule(
        "us-federal-hours",
        ["US"],
        "08:00 to 21:00, local time at the called party.",
        "47 CFR 64.1200(c)(1)",
      ),
      rule("us-al-hours", ["US-AL"], "08:00 to 20:00, not on Sunday or a state holiday.", THIRD),
      rule("us-fl-hours", ["US-FL"], "08:00 to 20:00.", THIRD),
      rule("us-mi-mn-nm-hours", ["US-MI", "US-MN", "US-NM"], "09:00 to 21:00.", THIRD),
      rule("us-ri-hours", ["US-RI"], "Weekdays 09:00 to 18:00.", THIRD, {
        off_because: "Acme holds written consent for these hours (case 4711).",
      }),
      rule(
        "us-debt-frequency",
        ["US"],
        "At most 7 calls in 7 days; none for 7 days after a conversation.",
        "12 CFR 1006.14",
        { enforced: false, not_enforced_because: history },
      ),
      rule("ca-hours", ["CA"], "Weekdays 09:00 to 21:30, weekends 10:00 to 18:00.", "CRTC rules"),
    ],
  };
}

const THIRD = "dropcowboy.com/state-compliance";

function rule(
  id: string,
  jurisdictions: string[],
  words: string,
  source: string,
  more: Partial<Rule> = {},
): Rule {
  return {
    id,
    version: 1,
    jurisdictions,
    words,
    source,
    read_on: source === THIRD ? "2026-11-22" : null,
    confidence: source === THIRD ? "third party" : "the law itself is named",
    federal_hours_only: false,
    counsel_reviewed: false,
    enforced: true,
    not_enforced_because: null,
    house: false,
    off_because: null,
    ...more,
  };
}

function settings(): Setting[] {
  return [
    setting(
      "run.poll_seconds",
      30,
      30,
      "How often the figures of a running campaign are asked for.",
      "s",
      5,
      3600,
    ),
    setting(
      "run.still_minutes",
      20,
      15,
      "A campaign whose windows have all ended is over once its figures have not moved for so long.",
      "min",
      1,
      1440,
    ),
    setting(
      "schedule.submit_ahead_minutes",
      60,
      60,
      "How long before its start a window is submitted to the tenant.",
      "min",
      1,
      10_080,
    ),
    {
      ...setting("delivery.allowed_subnets", 0, 0, "", "", 0, 0),
      value: ["10.20.0.0/16"],
      default: [],
      unit: null,
      min: null,
      max: null,
      words:
        "Private networks that outgoing webhooks may reach; all other private, loopback and link-local addresses are refused.",
    },
    setting("event.body_days", 90, 90, "How long the bodies of events are kept.", "days", 1, 3650),
    setting(
      "retry.durable",
      8,
      8,
      "How often a request to the tenant is repeated after a passing failure in the background.",
      "retries",
      0,
      50,
    ),
  ];
}

function setting(
  key: string,
  value: number,
  initial: number,
  words: string,
  unit: string,
  min: number,
  max: number,
): Setting {
  return { key, value, default: initial, words, unit, min, max };
}

function status(): Status {
  return {
    version: "0.1.0",
    sqlite_version: "3.51.3",
    data_dir: "/home/maria/.local/share/callboard",
    database_bytes: 48_234_496,
    zones: {
      release: "2026e",
      source: "jiff",
      differs_from_names: ["America/Edmonton", "America/Havana", "America/Vancouver", "Africa/Casablanca"],
    },
    phone_release: "rlibphonenumber 9.0.17, metadata of 2026-10-02",
    rules_version: "3",
    secret_store: { kind: "keyring", usable: true, words: "Secrets are kept in this system's keyring." },
    waiting: [
      {
        kind: "delivery.send",
        waiting: 41,
        dead: 2,
        oldest: ago(184),
        next: new Date(Date.now() + 12 * MINUTE).toISOString(),
        last_error: "429 Too Many Requests",
      },
      { kind: "run.poll", waiting: 2, dead: 0, oldest: ago(0.2), next: ago(-0.3), last_error: null },
    ],
    standing_still: [],
    trouble: [],
    http: "127.0.0.1:43117",
    started_at: ago(1_480),
  };
}
