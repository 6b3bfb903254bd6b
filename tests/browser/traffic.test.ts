import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { TrafficRow } from "../../ui/src/rpc/types";
import { look, openDouble } from "./harness";
import { busyTraffic, deadCauses, manyDead, noTraffic, trafficRows } from "./traffic-samples";

test("what came in and what went out is one list, and axe finds nothing in light or dark", async () => {
  const app = await openDouble(busyTraffic(), "/traffic");
  await app.page
    .getByRole("row", { name: /kept.*received.*opt-in or opt-out/ })
    .first()
    .waitFor();
  await app.page.getByRole("row", { name: /dead letter.*sent.*campaign.completed.*CRM/ }).waitFor();
  await app.check();
  await look(app, "traffic");
  await app.page.emulateMedia({ colorScheme: "dark" });
  await app.check();
});

test("a trace tells each step with its time, and its place is in the address", async () => {
  const app = await openDouble(busyTraffic(), "/traffic?open=evt_12400");
  const sheet = app.page.getByRole("complementary", { name: /call result|evt_/ });
  await sheet.getByText("It is on disk, and its sender was told so.").waitFor();
  await sheet.getByText("+12 ms").waitFor();
  await sheet.getByText("+1.3 s").waitFor();
  await sheet.getByText("msg_p5jXN8AQM9LWM0D4loKWxJek").waitFor();
  await app.check();
  await look(app, "traffic-trace");
  await sheet.getByRole("button", { name: "campaign.completed · CRM" }).click();
  await app.page.waitForURL(/open=msg_crm/);
});

test("a delivery shows its tries with their answers, leads to its run, and is replayed", async () => {
  const app = await openDouble(busyTraffic(), "/traffic?open=msg_crm");
  const sheet = app.page.getByRole("complementary", { name: "campaign.completed" });
  await sheet.getByText("https://crm.example.com/hooks/callboard").waitFor();
  const steps = sheet.getByRole("region", { name: "On the way to its receiver" }).getByRole("listitem");
  await steps.filter({ hasText: "It answered 429" }).getByText("429 · 112 ms").waitFor();
  await steps.filter({ hasText: "It answered 500" }).getByText("500 · 340 ms").waitFor();
  await steps.filter({ hasText: "given up after 2 tries" }).waitFor();
  await sheet.getByText('"totalCompleted": 1900').waitFor();
  const run = sheet.getByRole("link", { name: "run_01JD4KB2ZX" });
  await expect.poll(() => run.getAttribute("href")).toBe("/#/runs/run_01JD4KB2ZX");
  await app.check();
  await look(app, "traffic-delivery");
  await sheet.getByRole("button", { name: "Replay" }).click();
  await app.page.getByText("41 messages are begun again").waitFor();
  await expect
    .poll(() => app.calls.find((call) => call.command === "traffic.replay")?.args)
    .toEqual({ ids: ["msg_crm"] });
});

test("filters read as a sentence, stand in the address, and each word takes itself away", async () => {
  const app = await openDouble(busyTraffic(), "/traffic");
  await app.page.getByRole("button", { name: "Filter", exact: true }).click();
  await app.page.getByRole("combobox", { name: "Direction" }).click();
  await app.page.getByRole("option", { name: "sent" }).click();
  await app.page.getByRole("button", { name: "Show these" }).click();
  await app.page.waitForURL(/direction=sent/);
  await app.page.getByRole("row", { name: /campaign.completed/ }).waitFor();
  await app.page
    .getByRole("row", { name: /call result/ })
    .first()
    .waitFor({ state: "hidden" });
  await expect
    .poll(() => app.calls.filter((call) => call.command === "traffic.list").at(-1)?.args)
    .toMatchObject({
      direction: "sent",
    });
  await app.check();
  await app.page.goto(app.page.url().replace(/#.*/, "#/traffic?state=dead&direction=sent"));
  await app.page.getByRole("row", { name: /campaign.completed/ }).waitFor();
});

test("the file holds every row of the filter, also those that are not loaded", async () => {
  const total = 1_234;
  const [model] = trafficRows();
  const app = await openDouble(busyTraffic(), "/traffic?direction=received");
  app.answers["traffic.list"] = ({ after, limit }) => {
    const from = Number(after ?? 0);
    const until = Math.min(total, from + (limit ?? 50));
    const rows = Array.from({ length: until - from }, (_, index) => ({
      ...(model as TrafficRow),
      id: `evt_${total - from - index}`,
      about: `contact-${from + index}`,
    }));
    return { rows, total, next: until < total ? String(until) : null };
  };
  await app.page.reload();
  await app.page.getByText("200 of 1,234").waitFor();
  const saved = app.page.waitForEvent("download");
  await app.page.getByRole("button", { name: "Export CSV" }).click();
  const text = await readFile(await (await saved).path(), "utf8");
  const lines = text.trim().split("\r\n").slice(1);
  expect(lines).toHaveLength(total);
  expect(new Set(lines.map((line) => /contact-\d+/.exec(line)?.[0])).size).toBe(total);
  await app.page.getByText("1,234 rows saved").waitFor();
  const asked = app.calls.filter(({ command }) => command === "traffic.list").map(({ args }) => args);
  expect(asked.at(-1)).toEqual({ direction: "received", limit: 500, after: "1000" });
});

test("by key alone: a row is found, opened, read and closed", async () => {
  const { page } = await openDouble(busyTraffic(), "/");
  await page.getByRole("main").waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.getByRole("row", { name: /contact-4100/ }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("contact-4100");
  await page.waitForURL(/q=contact-4100/);
  await page.getByRole("row", { name: /contact-4100/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("From arrival to effect").waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("From arrival to effect").waitFor({ state: "hidden" });
});

test("by key alone: dead letters are chosen with Shift, replayed from the bar, and the focus stays in the list", async () => {
  const app = await openDouble(manyDead(), "/traffic?state=dead");
  const { page } = app;
  const rows = page.getByRole("row", { name: /dead letter/ });
  await rows.first().focus();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await page.getByText("3 selected").waitFor();
  await page.keyboard.press("Shift+ArrowUp");
  await page.getByText("2 selected").waitFor();
  await rows.nth(1).and(page.locator(":focus")).waitFor();
  await page.keyboard.press("Tab");
  await page
    .getByRole("button", { name: "Replay those that are dead" })
    .and(page.locator(":focus"))
    .waitFor();
  await app.check();
  await look(app, "traffic-chosen");
  await page.keyboard.press("Enter");
  await page.getByText("2 messages are begun again").waitFor();
  await page.getByRole("toolbar", { name: "Actions for the selection" }).waitFor({ state: "hidden" });
  await page.locator("tr:focus", { hasText: "dead letter" }).waitFor();
  await expect
    .poll(() => app.calls.find((call) => call.command === "traffic.replay")?.args)
    .toEqual({
      ids: ["msg_dead0", "msg_dead1"],
    });
  await page.keyboard.press("Control+a");
  await page.getByText("2 selected").waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("2 selected").waitFor({ state: "hidden" });
  await page.keyboard.press("Enter");
  await page.getByRole("complementary").getByRole("heading", { name: "campaign.completed" }).waitFor();
});

test("by key alone: a whole cause is replayed, and the focus stays among the causes", async () => {
  const app = await openDouble(busyTraffic(), "/traffic?view=dead");
  const { page } = app;
  app.answers["traffic.replay"] = () => {
    app.answers["traffic.dead"] = deadCauses().slice(1);
    return { replayed: 41 };
  };
  await page.getByRole("button", { name: "Replay all 41: 41 messages to CRM" }).press("Enter");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: "Cancel" })
    .and(page.locator(":focus"))
    .waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "41 messages to CRM", exact: true }).waitFor({ state: "hidden" });
  await page.getByRole("region", { name: "Dead letters by cause" }).and(page.locator(":focus")).waitFor();
  await page.keyboard.press("Tab");
  await page.getByRole("link", { name: "Open its settings" }).and(page.locator(":focus")).waitFor();
});

test("dead letters are told apart by cause, and a whole cause is replayed after a question", async () => {
  const app = await openDouble(busyTraffic(), "/traffic?view=dead");
  await app.page.getByRole("heading", { name: "41 messages to CRM" }).waitFor();
  await app.check();
  await look(app, "traffic-dead");
  const shut = app.page.getByRole("button", { name: "Replay it: 1 message to Reporting" });
  await expect.poll(() => shut.isDisabled()).toBe(true);
  await app.page.getByText(/The receiver is turned off/).waitFor();
  await app.page.getByRole("button", { name: "Replay all 41: 41 messages to CRM" }).click();
  const question = app.page.getByRole("dialog", { name: "Replay 41 messages to CRM?" });
  await question.getByRole("button", { name: "Replay all 41" }).click();
  await question.waitFor({ state: "hidden" });
  await expect
    .poll(() => app.calls.find((call) => call.command === "traffic.replay")?.args)
    .toEqual({
      ids: [],
      cause: { direction: "sent", party_id: "end_crm", cause: "It answered 500: it is in trouble itself." },
    });
});

test("an empty list leads to the listener, and one that cannot be read keeps its rows", async () => {
  const empty = await openDouble(noTraffic(), "/traffic");
  await empty.page.getByText("Nothing came in or went out yet").waitFor();
  await empty.check();
  await look(empty, "traffic-empty");
  await empty.page.getByRole("link", { name: "Set up the listener" }).click();
  await empty.page.waitForURL(/settings\?part=listener/);
  const app = await openDouble(busyTraffic(), "/traffic");
  await app.page.getByRole("row", { name: /contact-4100/ }).waitFor();
  app.refusals["traffic.list"] = { code: "storage", message: "The disk is full.", hint: "Make room." };
  app.tell({ event: "changed", topics: ["inbox"] });
  await app.page
    .getByRole("alert")
    .getByText(/not read since/)
    .waitFor();
  await app.page.getByRole("row", { name: /contact-4100/ }).waitFor();
  await look(app, "traffic-failing");
});
