// A day with everything in its way, for a program in the browser and in the window: a list of 5,000 messy rows, a tenant
// that accepts and answers 504, a rule in the middle that forbids one zone, the lid closed over the end.
import assert from "node:assert/strict";
import { Calendar } from "./clock.mjs";
import { isSigned, openReceiver } from "./receiver.mjs";
import { openTenant } from "./tenant.mjs";

/**
 * @typedef {(command: string, args: object) => Promise<any>} Ask asks the engine as a page does
 * @typedef {(ending: () => void | Promise<void>) => void} After what is run when the test is over
 * @typedef {{ zone: string, start: string, end: string }} Standing
 */

/** Monday, while it is 07:30 in Berlin and 01:30 in New York: every zone's nine o'clock is to come. */
const MORNING = "2026-11-23T06:30:00Z";
/** New York has been dialled for half an hour. */
const DIALLING = "2026-11-23T14:30:00Z";
/** The lid is opened on Tuesday, long after Honolulu's last call. */
const OPENED = "2026-11-24T20:30:00Z";

export const CAMPAIGN = { id: "renewals", name: "Renewals" };
/** Monday only, so that no other start comes while the lid is closed. */
export const CRON = "0 9 * * 1";
/** The zone that the rule in the middle forbids. */
export const FORBIDDEN = { zone: "Europe/Berlin", country: "DE", rule: "no-germany" };

/**
 * So many rows of a hundred, how their numbers are written (`NN`: two digits of the row), their state and zone, and
 * whether somebody can be called there.
 * @type {[share: number, phone: string, state: string, zone: string, placed: boolean][]}
 */
const KINDS = [
  [38, "(212) 555-01NN", "NY", "America/New_York", true],
  [24, "312.555.01NN (work)", "Illinois", "US/Central", true],
  [9, "+1 303 555 01NN", "CO", "america/denver", true],
  [12, "1-213-555-01NN", "CA", "America/Los_Angeles", true],
  [6, "011 49 30 231250NN", "", "Europe/Berlin", true],
  [3, '="8085550 1NN"', "HI", "Pacific/Honolulu", true],
  // Nobody can be called by these: no number, letters for digits, a state of another country, zones that are none.
  [2, "", "NY", "America/New_York", false],
  [2, "212-555-XXXX", "NY", "America/New_York", false],
  [1, "416-555-01NN", "CA", "America/Los_Angeles", false],
  [2, "", "", "Middle/Earth", false],
  [1, "212555O1NN", "", '"quoted; Nowhere"', false],
];
/** The canonical names of zones that the list writes in their own ways. */
const CANONICAL = new Map([
  ["US/Central", "America/Chicago"],
  ["america/denver", "America/Denver"],
]);

/** The file that is handed in, and how many people there are in each zone. */
export function messyList() {
  /** @type {Map<string, number>} */
  const people = new Map();
  let csv = "\u{feff}id;phone;state;zone\r\n";
  for (let row = 0; row < 5_000; row++) {
    const [, phone, state, zone, placed] = kindOf((row * 37) % 100);
    const digits = String(row % 100).padStart(2, "0");
    const id = row % 7 === 0 ? `"c${row}"` : `  c${row} `;
    const cell = phone.includes('"') ? `"${phone.replaceAll('"', '""')}"` : phone;
    csv += `${id};${cell.replace("NN", digits)};${state};${zone}${row % 3 === 0 ? "\r\n" : "\n"}`;
    const canonical = CANONICAL.get(zone) ?? zone;
    if (placed) people.set(canonical, (people.get(canonical) ?? 0) + 1);
  }
  return { csv, people };
}

/** @param {number} place */
function kindOf(place) {
  let before = 0;
  const kind = KINDS.find(([share]) => {
    before += share;
    return place < before;
  });
  if (kind === undefined) throw new Error("the shares add up to a hundred");
  return kind;
}

/** What stands around the program on that day. */
export class Day {
  list = messyList();
  /** @type {string} */
  #secret = "";

  /**
   * @param {Calendar} calendar
   * @param {import("./tenant.mjs").Tenant} tenant
   * @param {import("./receiver.mjs").Receiver} receiver
   */
  constructor(calendar, tenant, receiver) {
    this.calendar = calendar;
    this.tenant = tenant;
    this.receiver = receiver;
  }

  /**
   * Before the program is started with the calendar's `env`.
   * @param {string} binary `callboard`
   * @param {After} after
   */
  static async begin(binary, after) {
    const calendar = new Calendar(MORNING, after);
    const tenant = await openTenant(binary, calendar.env, after);
    const day = new Day(calendar, tenant, await openReceiver(after, [503]));
    const contacts = Object.fromEntries(day.list.people);
    await tenant.putCampaigns([{ ...CAMPAIGN, contacts, calls_per_minute: 20 }]);
    return day;
  }

  /** Everybody whom the list lets be called, and without those whom the rule forbids. */
  get expected() {
    const all = [...this.list.people.values()].reduce((sum, count) => sum + count, 0);
    return { all, left: all - (this.list.people.get(FORBIDDEN.zone) ?? 0) };
  }

  /**
   * Somebody who hears of the end, on this machine.
   * @param {Ask} ask
   */
  async listen(ask) {
    await ask("settings.set", { key: "delivery.allowed_subnets", value: ["127.0.0.0/8"] });
    const endpoint = { name: "CRM", url: this.receiver.url, events: ["campaign.completed"], enabled: true };
    this.#secret = (await ask("endpoint.save", endpoint)).secret;
  }

  /** A gateway before the tenant: what it lets through is done, and some of it answered 504. */
  gatewayAnswers504() {
    const path = "/api/v2/outbound/campaigns/*/schedules";
    return this.tenant.fail({ method: "POST", path, share: 0.6, act: "accepted_then", status: 504 });
  }

  /**
   * The windows that stand at the tenant, each once.
   * @returns {Promise<Standing[]>}
   */
  async standing() {
    const windows = (await this.tenant.windows()).map(({ timezone, start, end }) => ({
      zone: timezone,
      start,
      end,
    }));
    const once = new Set(windows.map((window) => JSON.stringify(window)));
    assert.equal(once.size, windows.length, "no window is made twice");
    return windows.sort((one, other) => one.zone.localeCompare(other.zone));
  }

  /**
   * Whether what stands at the tenant is what was planned, in the zones that `allows` lets through.
   * @param {{ requests: Standing[] }} plan
   */
  async standsAsPlanned(plan, allows = (/** @type {string} */ _zone) => true) {
    const planned = plan.requests.filter(({ zone }) => allows(zone));
    const instants = (/** @type {Standing[]} */ some) =>
      some
        .map(({ zone, start, end }) => [zone, Date.parse(start), Date.parse(end)])
        .sort(([one], [other]) => String(one).localeCompare(String(other)));
    assert.deepEqual(
      instants(await this.standing()),
      instants(planned),
      "what was confirmed stands, and nothing else",
    );
  }

  startDialling() {
    this.calendar.set(DIALLING);
  }

  /** The lid is closed over the end, and opened where there is no network. */
  async closeTheLid() {
    await this.tenant.fail({ method: "POST", path: "/api/v2/analytics/**", act: "reset" });
    this.calendar.set(OPENED);
  }

  /** Whether the tenant was asked for figures since, and could not answer. */
  async wasAskedInVain() {
    return (await this.tenant.journal()).filter(({ fault }) => fault === "reset").length >= 2;
  }

  /**
   * The end: figures of the run, of the message and of the tenant are the same, and it was told once, signed.
   * @param {{ summary: { id: string, figures: import("./tenant.mjs").Figures & { expected: number } } }} run
   */
  async agrees(run) {
    const { told } = this.receiver;
    assert.equal(told.length, 2, "the message arrives at its second try");
    assert.equal(new Set(told.map(({ id }) => id)).size, 1, "one end, told once");
    for (const message of told) assert.ok(isSigned(message, this.#secret), "and signed");
    const truth = await this.tenant.figures(CAMPAIGN.id);
    const { completed, attempted, connected, expected } = run.summary.figures;
    assert.deepEqual({ attempted, connected, completed }, truth, "the run's figures are the tenant's");
    assert.equal(expected, this.expected.left, "everybody who may be called, once");
    const { data } = JSON.parse(told[1]?.body ?? "");
    assert.equal(data.totalCompleted, truth.completed);
    assert.equal(data.expected, this.expected.left);
    assert.equal(data.runId, run.summary.id);
  }
}
