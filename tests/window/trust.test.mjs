// The whole path in the real window, with everything in its way: what stands at the tenant is what was confirmed, and no
// figure differs from the tenant's own.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CAMPAIGN, CRON, Day, FORBIDDEN } from "../outside/day.mjs";
import { CLIENT } from "../outside/tenant.mjs";
import { openDisplay } from "./display.mjs";
import { until } from "./driver.mjs";
import { askEngine, commandLine, dataDirectory, pictures, startProgram } from "./program.mjs";

let display;

before(async () => {
  display = await openDisplay();
});
after(() => display?.stop());

const LIMIT = { timeout: 420_000 };

test("from a messy list to a signed end, nothing is sent unconfirmed and no figure is wrong", LIMIT, async (t) => {
  const day = await Day.begin(commandLine, (ending) => t.after(ending));
  const program = await startProgram(t, display, dataDirectory(t), day.calendar.env);
  const { page } = program;
  await says(page, "Try it with a stand-in tenant");
  await askEngine(page, "secrets.use", { kind: "session" });
  await day.listen((command, args) => askEngine(page, command, args));
  await connect(page, day);
  const plan = await submit(page, day);
  await forbid(page, day, plan);

  day.startDialling();
  const { rows } = await askEngine(page, "run.list", {});
  assert.equal(rows.length, 1, "one run");
  const run = () => askEngine(page, "run.show", { id: rows[0].id });
  await page.run("location.hash = arguments[0]", `/runs/${rows[0].id}`);
  await until("calls come in", async () => (await run()).summary.figures.completed > 100, 90);
  assert.equal((await run()).summary.figures.expected, day.expected.left, "nobody in Germany is expected");
  picture("running");

  await day.closeTheLid();
  await until("the tenant is asked in vain", () => day.wasAskedInVain(), 120);
  assert.equal((await run()).summary.ended_at, null, "nobody could be asked: it is not over");
  assert.deepEqual(day.receiver.told, [], "and nobody is told");
  picture("lid");
  await day.tenant.recover();
  await until("the run is over", async () => (await run()).summary.ended_at !== null, 120);
  await until("its receiver is told", async () => day.receiver.told.length > 1, 60);
  await day.agrees(await run());
  await day.standsAsPlanned(plan, (zone) => zone !== FORBIDDEN.zone);
  const { completed } = (await run()).summary.figures;
  await says(page, completed.toLocaleString("en-US"));
  picture("over");

  await page.clickWords("Audit");
  await until("the log's page", async () => page.clickWords("Verify").then(() => true));
  await says(page, "The log is whole");
  picture("verified");
  await program.close();
});

async function connect(page, day) {
  await page.clickWords("Settings");
  // A page that is drawn anew just then takes no click.
  await until("the form", async () => {
    if (await page.run("return document.querySelector('[role=dialog] input') !== null")) return true;
    await page.clickWords("Add a connection");
    return false;
  });
  await page.fill("Name", "Acme US");
  await page.fill("Address", day.tenant.url);
  await page.fill("Client id", CLIENT.id);
  await page.fill("Client secret", CLIENT.secret);
  await page.fill("Region of national numbers", "US");
  await page.clickWords("Save and test");
  await says(page, "Everything that Callboard needs is allowed.");
}

/** From "New schedule" to windows that stand at the tenant; answers what was planned. */
async function submit(page, day) {
  await page.run("location.hash = '/schedules/new'");
  await page.fill("Name", "Monday renewals");
  await page.clickField("Campaign");
  await until("the campaign", async () => page.choose(CAMPAIGN.name).then(() => true));
  await page.run(
    `const files = new DataTransfer();
    files.items.add(new File([arguments[0]], "renewals.csv", { type: "text/csv" }));
    const input = document.querySelector("input[type=file]");
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));`,
    day.list.csv,
  );
  await says(page, "5,000 · 6 zones");
  await page.fill("Cron", CRON);
  await says(page, "At 09:00 on Monday.");
  picture("builder");
  await page.clickWords("Plan…");
  await says(page, "Save and submit 6 windows");
  assert.deepEqual(await day.standing(), [], "a plan sends nothing");
  await day.gatewayAnswers504();
  await page.clickWords("Save and submit 6 windows");
  await says(page, "6 windows stand at the tenant.", 60);
  await day.tenant.recover();
  const { rows } = await askEngine(page, "run.list", {});
  const { windows } = await askEngine(page, "run.show", { id: rows[0].id });
  const plan = { requests: windows.map(({ zone, start, end }) => ({ zone, start, end })) };
  assert.equal(plan.requests.length, 6);
  await day.standsAsPlanned(plan);
  return plan;
}

/** A rule of the house in the middle: saved only with what becomes of the window that it forbids. */
async function forbid(page, day, plan) {
  await page.run("location.hash = '/settings?part=rules&open=new'");
  await page.fill("Id", FORBIDDEN.rule);
  await page.fill("Where", FORBIDDEN.country);
  await page.choose("No calls at all");
  await page.fill("Why", "a holiday of ours");
  await page.click('[role="dialog"] button[type="submit"]');
  await says(page, "It forbids 1 window that is scheduled in CXone, 300 contacts.");
  await day.standsAsPlanned(plan);
  picture("rule");
  await page.clickWords("Save and withdraw");
  await says(page, `${FORBIDDEN.rule} holds from now on`);
  await until("the window is withdrawn", async () => (await day.standing()).length === 5, 60);
  await day.standsAsPlanned(plan, (zone) => zone !== FORBIDDEN.zone);
}

function says(page, words, seconds = 20) {
  return until(`the page says "${words}"`, async () => {
    const text = await page.text();
    if (!text.includes(words)) throw new Error(`it says: ${text.replaceAll(/\s+/g, " ")}`);
    return true;
  }, seconds);
}

function picture(name) {
  display.screenshot(`${pictures()}trust-${name}.png`);
}
