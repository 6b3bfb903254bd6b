// The first ten minutes of a newcomer, in the real window: one click, a campaign runs to its end, a receiver is told,
// and it is all there after a restart.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openReceiver } from "../outside/receiver.mjs";
import { openDisplay } from "./display.mjs";
import { until } from "./driver.mjs";
import { askEngine, dataDirectory, freePort, pictures, startProgram } from "./program.mjs";

let display;

before(async () => {
  display = await openDisplay();
});
after(() => display?.stop());

test("one click runs a campaign to its end, and a restart finds it all again", { timeout: 240_000 }, async (t) => {
  const data = dataDirectory(t);
  const first = await startProgram(t, display, data);
  await until("the offer", async () => (await first.page.text()).includes("Try it with a stand-in tenant"));
  const receiver = await openReceiver((ending) => t.after(ending));
  await tell(first.page, receiver.url);
  await first.page.clickWords("Start the demo");

  const run = await until("the run completed", async () => completedRun(first.page), 120);
  assert.equal(run.figures.completed, run.figures.expected, "completed means that the expected count was reached");
  assert.ok(run.windows.ended + run.windows.open + run.windows.submitted >= 8, "in at least eight zones");
  const before = await seen(first.page, run);
  await first.page.settled();
  display.screenshot(`${pictures()}completed.png`);
  await seenInTraffic(first.page, run);
  await first.page.settled();
  display.screenshot(`${pictures()}traffic.png`);
  await seenInDispositions(first.page);
  await first.page.settled();
  display.screenshot(`${pictures()}dispositions.png`);
  await first.close();

  const again = await startProgram(t, display, data);
  const after = await until("the run, after the restart", async () => seen(again.page, run));
  await again.page.settled();
  display.screenshot(`${pictures()}after-restart.png`);
  assert.deepEqual(after.figures, before.figures, "no figure is lost or counted twice");
  assert.ok(after.auditRows >= before.auditRows, "what was done is still written down");
  const verified = await askEngine(again.page, "audit.verify", {});
  assert.ok(verified.ok, `the log holds together: ${JSON.stringify(verified)}`);
  await again.close();
});

/** Adds an endpoint that hears of campaigns that are over; its secret is kept for this session, as where no keyring is. */
async function tell(page, url) {
  await askEngine(page, "secrets.use", { kind: "session" });
  await askEngine(page, "settings.set", { key: "delivery.allowed_subnets", value: ["127.0.0.0/8"] });
  await askEngine(page, "endpoint.save", { name: "Receiver", url, events: ["campaign.completed"], enabled: true });
}

/** Opens Traffic, and there the message that told of the end: it is delivered, and its trace says how. */
async function seenInTraffic(page, run) {
  await page.clickWords("Traffic");
  await until("the delivery arrived", async () => {
    const { rows } = await askEngine(page, "traffic.list", { direction: "sent", state: "delivered" });
    return rows.some((row) => row.kind === "campaign.completed" && row.about === run.id);
  });
  await until("its row", async () => /delivered[\s\S]*campaign\.completed[\s\S]*Receiver/.test(await page.text()));
  await page.click('tr[data-key^="msg_"] td:nth-child(3)');
  await until("its trace", async () => {
    const text = await page.text();
    return text.includes("On the way to its receiver") && text.includes("It arrived at Receiver.");
  });
}

/** A call ends: the listener takes its result, and Dispositions shows what it was taken for as it comes. */
async function seenInDispositions(page) {
  const [connection] = await askEngine(page, "connection.list");
  const source = { name: "Dialer", kind: "call-result", connection: connection.id, auth: "none", enabled: true };
  await askEngine(page, "source.save", source);
  const address = `127.0.0.1:${await freePort()}`;
  await askEngine(page, "listener.set", { enabled: true, address });
  await page.clickWords("Dispositions");
  await until("the map", async () => /1002[\s\S]*do_not_call/.test(await page.text()));
  await page.clickWords("Feed");
  const result = { contactId: "c-window", dispositionCode: "4001", callResult: "answered", timestamp: new Date() };
  const answer = await until("the listener", () =>
    fetch(`http://${address}/webhook/call-result`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(result),
    }),
  );
  assert.equal(answer.status, 200, await answer.text());
  await until("its row", async () => /c-window[\s\S]*4001[\s\S]*wrong_number/.test(await page.text()));
  await until("the contact written", async () => {
    const { rows } = await askEngine(page, "traffic.list", { q: "c-window" });
    return rows.length === 1 && rows[0].state === "done";
  });
}

async function completedRun(page) {
  const { rows } = await askEngine(page, "run.list", {});
  return rows.find((run) => run.state === "completed");
}

/** What a person finds about the run: on its page, and how much of it is in the audit log. */
async function seen(page, run) {
  await page.run("location.hash = arguments[0]", `/runs/${run.id}`);
  const words = await until("the run's page", async () => {
    const text = await page.text();
    return text.includes(run.name) && /^State\s+completed$/m.test(text) && text;
  });
  const { rows } = await askEngine(page, "run.list", {});
  const { figures } = rows.find((row) => row.id === run.id);
  const { total } = await askEngine(page, "audit.list", {});
  return { words, figures: { expected: figures.expected, completed: figures.completed }, auditRows: total };
}
