/**
 * The pictures of the README, by `script/screenshots`: each page of the built window, light and dark, on one
 * Monday at noon, so that the same pages give the same pictures on any day.
 */
import type { Page } from "playwright-core";
import { test, vi } from "vitest";
import { openDouble, shoot } from "./harness";
import type { Answers } from "./harness/double";

// Samples count from now, some of them when they are loaded: the clock stands before that.
const NOON = new Date("2026-11-23T17:10:00Z");
const SUNDAY = new Date("2026-11-22T21:00:00Z");
vi.useFakeTimers({ toFake: ["Date"], now: NOON });
const { firstStart, noon } = await import("./shots-samples");
const { busyTraffic } = await import("./traffic-samples");
const { dispositions } = await import("./dispositions-samples");
const { busyLists } = await import("./dnc-samples");

/** Name of the picture, address, and what has to be there (or be done) before it is taken. */
const PICTURES: [name: string, path: string, ready: (page: Page) => Promise<unknown>, answers?: Answers][] = [
  ["board", "/", (page) => page.getByRole("progressbar").first().waitFor()],
  [
    "board-fresh",
    "/",
    (page) => page.getByRole("button", { name: "Start the demo" }).waitFor(),
    firstStart(),
  ],
  ["schedules", "/schedules", (page) => page.getByRole("grid", { name: "Schedules" }).waitFor()],
  [
    "schedules-week",
    "/schedules?view=week",
    (page) =>
      page
        .getByRole("button", { name: /09:00 Spring renewals/ })
        .first()
        .waitFor(),
  ],
  ["schedule-new", "/schedules/sch_spring", openClockChanges],
  ["schedule-rule", "/schedules/sch_spring", openCell],
  ["schedule-plan", "/schedules/sch_spring", openPlan],
  ["runs", "/runs", (page) => page.getByRole("row", { name: /Win-back/ }).waitFor()],
  ["run", "/runs/run_1", (page) => page.getByRole("img", { name: /Progress/ }).waitFor()],
  ["run-wall", "/runs/run_1", openWall],
  ["traffic", "/traffic?open=evt_12400", (page) => page.getByText("+1.3 s").waitFor(), busyTraffic()],
  [
    "dispositions",
    "/dispositions?category=qualified_lead",
    (page) => page.getByRole("row", { name: /3004.*added/ }).waitFor(),
    dispositions(),
  ],
  [
    "dispositions-try",
    "/dispositions?sheet=try",
    (page) => page.getByRole("dialog").getByText("contact-4100").waitFor(),
    dispositions(),
  ],
  [
    "dispositions-unmapped",
    "/dispositions?tab=unmapped&open=5001",
    (page) => page.getByRole("button", { name: "Map 5001" }).waitFor(),
    dispositions(),
  ],
  [
    "dispositions-feed",
    "/dispositions?tab=feed",
    (page) => page.getByRole("row", { name: /contact-4100/ }).waitFor(),
    dispositions(),
  ],
  [
    "dispositions-versions",
    "/dispositions?tab=versions&version=3",
    (page) => page.getByRole("row", { name: /Code 4001/ }).waitFor(),
    dispositions(),
  ],
  [
    "dispositions-told",
    "/dispositions?tab=told",
    (page) => page.getByRole("heading", { name: "critical" }).waitFor(),
    dispositions(),
  ],
  [
    "traffic-dead",
    "/traffic?view=dead",
    (page) => page.getByRole("heading", { name: /CRM/ }).waitFor(),
    busyTraffic(),
  ],
  ["dnc", "/dnc", (page) => page.getByRole("row", { name: /acme-nov\.csv/ }).waitFor(), busyLists()],
  [
    "dnc-import",
    "/dnc",
    async (page) => {
      await page.getByRole("button", { name: /^Go on…/ }).click();
      await page.getByRole("dialog").getByText("311 numbers come off the list").waitFor();
    },
    busyLists(),
  ],
  ["audit", "/audit", (page) => page.getByRole("row", { name: /41204/ }).waitFor()],
  [
    "audit-detail",
    "/audit?open=41204",
    (page) => page.getByRole("complementary").getByText("fields changed").waitFor(),
  ],
  ["settings", "/settings?part=connections", openTest],
  ["settings-secrets", "/settings?part=secrets", heading],
  ["settings-listener", "/settings?part=listener", heading],
  ["settings-deliveries", "/settings?part=deliveries", heading],
  [
    "settings-rules",
    "/settings?part=rules",
    (page) => page.getByRole("button", { name: "Switch off us-federal-hours" }).waitFor(),
  ],
  ["settings-appearance", "/settings?part=appearance", heading],
  ["settings-about", "/settings?part=about", heading],
];

test.each(PICTURES)("%s", async (name, path, ready, answers = noon()) => {
  const now = name.startsWith("schedule-") ? SUNDAY : NOON;
  vi.setSystemTime(now);
  const app = await openDouble(answers, path);
  const session = await app.context.newCDPSession(app.page);
  await session.send("Emulation.setTimezoneOverride", { timezoneId: "America/New_York" });
  await app.page.clock.setFixedTime(now);
  await app.page.reload();
  await ready(app.page);
  await shoot(app, name);
});

async function heading(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 2 }).first().waitFor();
}

async function openClockChanges(page: Page): Promise<void> {
  await page.getByRole("grid", { name: "Zones and fires" }).waitFor();
  await page.getByText("12 months of clock changes").click();
  await page.getByText("Sun 28 Mar 2027").waitFor();
  await page.mouse.move(0, 0);
}

/** The grid, with the card of the cell that a rule made shorter. */
async function openCell(page: Page): Promise<void> {
  const cell = page.getByRole("gridcell", { name: /Honolulu.*clamped/ }).first();
  await cell.focus();
  await page.getByRole("tooltip").waitFor();
}

async function openPlan(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Plan…" }).click();
  await page.getByRole("dialog").getByText("POST").first().waitFor();
}

async function openWall(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Wall", exact: true }).click();
  await page.getByText("1,204").first().waitFor();
}

async function openTest(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Test Acme EU" }).click();
  await page.getByRole("table", { name: "What was asked" }).waitFor();
  await page.mouse.move(0, 0);
}
