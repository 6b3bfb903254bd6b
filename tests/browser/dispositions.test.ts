import { expect, test } from "vitest";
import { dispositions, drafted, shown, withDraft } from "./dispositions-samples";
import { elsewhere, fits, focused } from "./dispositions-walk";
import { look, openDouble } from "./harness";

test("a draft is compared, tried on what came in, and published over the version that it was compared with", async () => {
  const app = await openDouble(dispositions(), "/dispositions");
  const { page } = app;
  await page.getByRole("button", { name: "Compare" }).click();
  await page.waitForURL(/sheet=compare/);
  await page.getByRole("row", { name: /Code 1003.*removed.*do_not_call.*not there/ }).waitFor();
  await app.check();
  await look(app, "dispositions-compare");
  await page.getByRole("dialog").getByRole("button", { name: "Try…" }).click();
  await page.getByText("9 contacts would be put on the do-not-call list.").waitFor();
  await page.getByText("Their numbers stay suppressed.", { exact: false }).waitFor();
  await app.check();
  await look(app, "dispositions-try");
  await page.getByText("90 days", { exact: true }).click();
  await page.waitForURL(/days=%2290%22/);
  await page.getByRole("button", { name: "contact-4100" }).click();
  await page.waitForURL(/traffic\?open=evt_12400/);
  await page.goBack();
  await page.getByRole("dialog").getByRole("button", { name: "Publish…" }).click();
  await page.getByRole("textbox", { name: "Note" }).fill("The script of December");
  await page.getByRole("radio", { name: /events of the last days/ }).check();
  await page.getByText(/4 changes, from the draft of .* by maria\./).waitFor();
  await page.getByText("1 code begins to mean do not call.").waitFor();
  await page.getByText("1 code no longer means do not call.").waitFor();
  await app.check();
  await look(app, "dispositions-publish");
  app.refusals["disposition.publish"] = {
    code: "conflict",
    message: "jon published version 5 meanwhile.",
    hint: "Look at what your draft changes now, and publish it again.",
  };
  await page.getByRole("button", { name: "Publish version 5" }).click();
  await page.getByRole("alert").getByText("jon published version 5 meanwhile.").waitFor();
  await page.getByRole("button", { name: "Compare again" }).waitFor();
  await look(app, "dispositions-conflict");
  delete app.refusals["disposition.publish"];
  const other = drafted();
  other.codes.shift();
  await elsewhere(app, other);
  await page
    .getByRole("alert")
    .getByText(/maria changed the draft at/)
    .waitFor();
  await expect.poll(() => page.getByRole("button", { name: "Publish version 5" }).isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Compare again" }).click();
  await page.getByRole("row", { name: /Code 1001.*removed/ }).waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Publish…" }).click();
  await page.getByText("2 codes no longer mean do not call.").waitFor();
  await page.getByRole("radio", { name: /events of the last days/ }).check();
  await app.check();
  await look(app, "dispositions-publish-other");
  await page.getByRole("button", { name: "Publish version 5" }).click();
  await page.getByText("Version 5 is in force now").waitFor();
  await page.getByText("412 earlier events are applied anew.").waitFor();
  await expect
    .poll(() => app.calls.findLast((call) => call.command === "disposition.publish")?.args)
    .toEqual({
      connection: "con_eu",
      note: "The script of December",
      over: 4,
      reapply_days: 30,
      seen: expect.stringMatching(/^\d{4}-/),
    });
});

test("throwing the draft away asks first", async () => {
  const app = await openDouble(dispositions(), "/dispositions");
  await app.page.getByRole("button", { name: "Throw away" }).click();
  const question = app.page.getByRole("dialog", { name: "Throw the draft away?" });
  await look(app, "dispositions-throw-away");
  await question.getByRole("button", { name: "Throw away 4 changes" }).click();
  await app.page.getByText(/Version 4 has been in force since/).waitFor();
  await expect.poll(() => app.page.evaluate(() => document.activeElement?.tagName)).toBe("TD");
  await expect
    .poll(() => app.calls.findLast(({ command }) => command === "disposition.draft")?.args)
    .toMatchObject({
      map: null,
      seen: expect.stringMatching(/^\d{4}-/),
    });
});

test("an unmapped code is given a meaning, and the next one opens", async () => {
  const app = await openDouble(dispositions(), "/dispositions?tab=unmapped&open=5001");
  const { page } = app;
  await page.getByRole("row", { name: /5001.*Voicemail.*412/ }).waitFor();
  await app.check();
  await look(app, "dispositions-unmapped");
  await page.keyboard.press("/");
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => focused(page)).toContain("5001");
  await page.getByRole("combobox", { name: "Category" }).click();
  await page.getByRole("option", { name: "callback_later" }).click();
  await page.getByRole("button", { name: "Map 5001" }).click();
  await page.getByText("412 events are applied anew.").waitFor();
  await page.waitForURL(/open=%225002%22/);
  await expect
    .poll(() => app.calls.findLast((call) => call.command === "disposition.map_code")?.args)
    .toEqual({
      connection: "con_eu",
      code: "5001",
      category: "callback_later",
      meaning: "Voicemail",
    });
  await page.getByText("held", { exact: true }).click();
  await page.getByText("Nothing is written into the contact until you map the code.").waitFor();
  const calm = await openDouble(dispositions(shown()), "/dispositions?tab=unmapped");
  await calm.page.getByText("Every code that came is in the map").waitFor();
  await look(calm, "dispositions-unmapped-empty");
});

test("of more codes than are listed, it is said how many there are, and each can be mapped by its link", async () => {
  const many = { ...withDraft(), unmapped_total: 1_503 };
  const app = await openDouble(dispositions(many), "/dispositions?tab=unmapped&open=5999");
  const { page } = app;
  await page
    .getByText(`Listed are the ${many.unmapped.length} codes with the most events, of 1,503.`)
    .waitFor();
  await page.getByRole("button", { name: "Map 5999" }).waitFor();
  await app.check();
  await look(app, "dispositions-unmapped-more");
});

test("the feed is filtered in the address, grows by itself, and leads to the trace", async () => {
  const app = await openDouble(dispositions(), "/dispositions?tab=feed");
  const { page } = app;
  await page.getByRole("row", { name: /contact-4100.*1001.*do_not_call.*critical/ }).waitFor();
  await app.check();
  await look(app, "dispositions-feed");
  const asked = app.calls.filter((call) => call.command === "disposition.feed").length;
  app.tell({ event: "changed", topics: ["inbox"] });
  await expect
    .poll(() => app.calls.filter((call) => call.command === "disposition.feed").length)
    .toBeGreaterThan(asked);
  await page.keyboard.press("/");
  await page.keyboard.type("4001");
  await page.waitForURL(/code=%224001%22/);
  await page.getByText("5 of 5").waitFor();
  app.refusals["disposition.feed"] = { code: "storage", message: "The disk is full.", hint: "Make room." };
  app.tell({ event: "changed", topics: ["inbox"] });
  await page.getByText(/Decisions: not read since/).waitFor();
  await look(app, "dispositions-feed-failing");
  await page.getByRole("row", { name: /contact-4104/ }).click();
  await page.waitForURL(/traffic\?open=evt_12396/);
  await page.goto(`${new URL(page.url()).origin}/#/dispositions?tab=feed`);
  await page.reload();
  await page.getByText("The disk is full.", { exact: false }).waitFor();
  await expect.poll(() => page.getByText("No call has ended with a disposition yet").count()).toBe(0);
  await expect.poll(() => page.getByText("0 of 0").count()).toBe(0);
  await look(app, "dispositions-feed-unread");
});

test("two versions stand side by side, and going back names the version", async () => {
  const app = await openDouble(dispositions(), "/dispositions?tab=versions");
  const { page } = app;
  await page.getByRole("row", { name: /^4 in force/ }).waitFor();
  await app.check();
  await look(app, "dispositions-versions");
  await page.getByRole("row", { name: /^3/ }).click();
  await page.waitForURL(/version=%223%22/);
  await page.getByRole("heading", { name: "Version 2 beside version 3" }).waitFor();
  await page.getByRole("row", { name: /Code 4001.*changed.*wrong_number.*do_not_call/ }).waitFor();
  await app.check();
  await look(app, "dispositions-beside");
  await page.getByRole("button", { name: "Go back to version 3…" }).click();
  const question = page.getByRole("dialog", { name: "Go back to version 3?" });
  await question.getByText("Your draft stays.", { exact: false }).waitFor();
  await look(app, "dispositions-go-back");
  await question.getByRole("button", { name: "Go back to version 3" }).click();
  await page.getByText("Version 5 is in force now, a copy of version 3").waitFor();
});

test("who is told is ticked for each severity, and what nobody heard is counted", async () => {
  const app = await openDouble(dispositions(), "/dispositions?tab=told");
  const { page } = app;
  await page.getByText("Nobody was told of 1,204 events of the last 30 days.").waitFor();
  await app.check();
  await look(app, "dispositions-told");
  const low = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "low" }) });
  await expect.poll(() => low.getByRole("checkbox", { name: "The Redis stream" }).isDisabled()).toBe(true);
  await expect.poll(() => low.getByRole("checkbox", { name: "Reporting" }).isDisabled()).toBe(true);
  await low.getByRole("checkbox", { name: "The bell in this window" }).check();
  await expect
    .poll(() => app.calls.findLast((call) => call.command === "route.set")?.args)
    .toEqual({ connection: "con_eu", severity: "low", in_app: true, desktop: false });
  await low.getByRole("checkbox", { name: "CRM crm.example.com/leads" }).check();
  await expect
    .poll(() => app.calls.findLast((call) => call.command === "route.set")?.args)
    .toMatchObject({ severity: "low", endpoints: ["end_leads"] });
});

test("a map that cannot be read keeps what was read, and one that never was says why", async () => {
  const app = await openDouble(dispositions(), "/dispositions");
  await app.page.getByRole("row", { name: /4001/ }).waitFor();
  app.refusals["disposition.show"] = { code: "storage", message: "The disk is full.", hint: "Make room." };
  app.tell({ event: "changed", topics: ["dispositions"] });
  await app.page.getByText(/Dispositions: not read since/).waitFor();
  await app.page.getByRole("row", { name: /4001/ }).waitFor();
  await look(app, "dispositions-failing");
  const empty = { ...dispositions(), "connection.list": [] };
  const none = await openDouble(empty, "/dispositions");
  await none.page.getByText("No connection yet").waitFor();
  await none.check();
  await look(none, "dispositions-none");
});

test("a code as long as codes can be keeps the form within its panel", async () => {
  const code = "X".repeat(64);
  const unmapped = withDraft().unmapped.map((one, at) => (at === 0 ? { ...one, code } : one));
  const app = await openDouble(dispositions(shown({ unmapped })), `/dispositions?tab=unmapped&open=${code}`);
  const panel = app.page.getByRole("complementary");
  await panel.getByRole("button", { name: /^Map X/ }).waitFor();
  await look(app, "dispositions-unmapped-long");
  await expect.poll(() => panel.locator(":scope > div").last().evaluate(fits)).toBe(true);
  await app.page.setViewportSize({ width: 1024, height: 700 });
  await look(app, "dispositions-unmapped-1024");
  await expect.poll(() => panel.locator(":scope > div").last().evaluate(fits)).toBe(true);
});
