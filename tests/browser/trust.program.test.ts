import type { Page, Response } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import type { Plan, Run, RunSummary } from "../../ui/src/rpc/types";
import { CAMPAIGN, CRON, Day, FORBIDDEN } from "../outside/day.mjs";
import { CLIENT } from "../outside/tenant.mjs";
import { binary, look, type Opened, openProgram } from "./harness";

/** Asks the program as a page does, by the page's own cookie. */
async function ask<Answer>(page: Page, command: string, args: object): Promise<Answer> {
  const body = JSON.stringify({ command, args });
  const { ok, answer } = await page.evaluate(async (body) => {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch("/rpc", { method: "POST", headers, body });
    return { ok: response.ok, answer: await response.json() };
  }, body);
  expect(ok, `${command}: ${JSON.stringify(answer)}`).toBe(true);
  return answer as Answer;
}

async function connect({ page }: Opened, day: Day) {
  await page.getByRole("link", { name: /^Settings/ }).click();
  await page.getByRole("button", { name: "Add a connection" }).first().click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Acme US");
  await page.getByRole("textbox", { name: "Address", exact: true }).fill(day.tenant.url);
  await page.getByRole("textbox", { name: "Client id" }).fill(CLIENT.id);
  await page.getByLabel("Client secret").fill(CLIENT.secret);
  await page.getByRole("textbox", { name: "Region of national numbers" }).fill("US");
  await page.getByRole("button", { name: "Save and test" }).click();
  await page.getByText("Everything that Callboard needs is allowed.").waitFor();
}

/** From "New schedule" to windows that stand at the tenant; answers what was planned, as the page showed it. */
async function submit(app: Opened, day: Day): Promise<Plan> {
  const { page } = app;
  await page.getByRole("link", { name: "Schedules", exact: true }).click();
  await page
    .getByRole("link", { name: "New schedule" })
    .or(page.getByRole("button", { name: "New schedule" }))
    .first()
    .click();
  await page.getByRole("textbox", { name: "Name" }).fill("Monday renewals");
  await page.getByLabel("Campaign", { exact: true }).click();
  await page.getByRole("option", { name: CAMPAIGN.name }).click();
  const list = { name: "renewals.csv", mimeType: "text/csv", buffer: Buffer.from(day.list.csv) };
  await page.locator("input[type=file]").setInputFiles(list);
  await page.getByText(/^5,000 · 6 zones · 400 invalid/).waitFor();
  await page.getByRole("textbox", { name: "Cron" }).fill(CRON);
  await page.getByRole("heading", { name: "At 09:00 on Monday." }).waitFor();
  await app.check();
  await look(app, "trust-builder");
  const planned = page.waitForResponse((response: Response) =>
    Boolean(response.request().postData()?.includes('"schedule.plan"')),
  );
  await page.getByRole("button", { name: "Plan…" }).click();
  const plan = (await (await planned).json()) as Plan;
  const sheet = page.getByRole("dialog");
  await sheet.getByText("POST").first().waitFor();
  await app.check();
  await look(app, "trust-plan");
  expect(await day.standing(), "a plan sends nothing").toEqual([]);
  await day.gatewayAnswers504();
  await sheet.getByRole("button", { name: "Save and submit 6 windows" }).click();
  await page.getByText("6 windows stand at the tenant.").waitFor({ timeout: 60_000 });
  await look(app, "trust-submitted");
  await page.keyboard.press("Escape");
  await day.tenant.recover();
  await day.standsAsPlanned(plan);
  return plan;
}

/** A rule of the house in the middle: saved only with what becomes of the window that it forbids. */
async function forbid(app: Opened, day: Day, plan: Plan) {
  const { page } = app;
  await page.getByRole("link", { name: /^Settings/ }).click();
  await page.getByRole("link", { name: "Calling rules" }).click();
  await page.getByRole("button", { name: "Add a rule of the house" }).click();
  await page.getByRole("textbox", { name: "Id" }).fill(FORBIDDEN.rule);
  await page.getByRole("textbox", { name: "Where" }).fill(FORBIDDEN.country);
  await page.getByRole("radio", { name: "No calls at all" }).check();
  await page.getByRole("textbox", { name: "Why" }).fill("a holiday of ours");
  await page.getByRole("dialog").getByRole("button", { name: "Add a rule of the house" }).click();
  await page.getByText(/It forbids 1 window that is scheduled in CXone, 300 contacts/).waitFor();
  await app.check();
  await look(app, "trust-rule");
  await day.standsAsPlanned(plan);
  await page.getByRole("button", { name: "Save and withdraw" }).click();
  await page.getByText(`${FORBIDDEN.rule} holds from now on`).waitFor();
  await expect.poll(async () => (await day.standing()).length, { timeout: 60_000 }).toBe(5);
  await day.standsAsPlanned(plan, (zone) => zone !== FORBIDDEN.zone);
}

/** The page's clock goes with the program's. */
function set({ page }: Opened, day: Day): Promise<void> {
  return page.clock.setSystemTime(day.calendar.now());
}

test("from a messy list to a signed end, nothing is sent unconfirmed and no figure is wrong", async () => {
  const day = await Day.begin(binary(), onTestFinished);
  const app = await openProgram({ env: day.calendar.env, now: day.calendar.now() });
  const { page } = app;
  await day.listen((command, args) => ask(page, command, args));
  await connect(app, day);
  const plan = await submit(app, day);
  await forbid(app, day, plan);

  day.startDialling();
  await set(app, day);
  const [summary] = (await ask<{ rows: RunSummary[] }>(page, "run.list", {})).rows;
  expect(summary, "one run").toBeDefined();
  const id = summary?.id ?? "";
  const run = () => ask<Run>(page, "run.show", { id });
  await page.evaluate((run) => {
    location.hash = `/runs/${run}`;
  }, id);
  await page.getByRole("img", { name: /Progress/ }).waitFor();
  await expect
    .poll(async () => (await run()).summary.figures.completed, { timeout: 90_000 })
    .toBeGreaterThan(100);
  expect((await run()).summary.figures.expected).toBe(day.expected.left);
  await app.check();
  await look(app, "trust-running");

  await day.closeTheLid();
  await set(app, day);
  await expect.poll(() => day.wasAskedInVain(), { timeout: 120_000 }).toBe(true);
  expect((await run()).summary.ended_at, "nobody could be asked: it is not over").toBeNull();
  expect(day.receiver.told, "and nobody is told").toEqual([]);
  await app.check();
  await look(app, "trust-lid");
  await day.tenant.recover();
  const isOver = async () => (await run()).summary.ended_at !== null;
  await expect.poll(isOver, { timeout: 120_000 }).toBe(true);
  await expect.poll(() => day.receiver.told.length, { timeout: 60_000 }).toBeGreaterThan(1);
  await day.agrees(await run());
  await day.standsAsPlanned(plan, (zone) => zone !== FORBIDDEN.zone);
  await app.check();
  await look(app, "trust-over");

  await page.getByRole("link", { name: "Audit", exact: true }).click();
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByText("The log is whole").waitFor();
  await app.check();
}, 420_000);
