import { expect, test } from "vitest";
import { look, openDouble } from "./harness";
import { bare, connection, rules, settled } from "./settings-samples";
import { trafficPage } from "./traffic-samples";

const PARTS = ["connections", "secrets", "deliveries", "rules", "running", "appearance", "about"] as const;

test.each(PARTS)("the part %s has no fault that axe finds, in light and in dark", async (part) => {
  const app = await openDouble(settled(), `/settings?part=${part}`);
  await app.page.getByRole("heading", { level: 2 }).first().waitFor();
  await app.check();
  await look(app, `settings-${part}`);
  await app.page.emulateMedia({ colorScheme: "dark" });
  await app.check();
});

test("the parts are links that can be copied, and say where something is wrong", async () => {
  const { page } = await openDouble(settled(), "/settings");
  const parts = page.getByRole("navigation", { name: "Parts of the settings" });
  await parts.getByRole("link", { name: /Deliveries.*needs attention/ }).waitFor();
  await parts.getByRole("link", { name: "Calling rules" }).click();
  await page.waitForURL(/part=rules/);
  await page.reload();
  await parts.getByRole("link", { name: "Calling rules" }).and(page.locator("[aria-current=page]")).waitFor();
});

test("a test of a connection says what is allowed, and names the scope that is missing", async () => {
  const app = await openDouble(settled(), "/settings?part=connections");
  await app.page.getByRole("button", { name: "Test Acme EU" }).click();
  const asked = app.page.getByRole("table", { name: "What was asked" });
  await asked.getByRole("row", { name: /Token.*allowed.*granted until/ }).waitFor();
  await asked.getByRole("row", { name: /Read analytics.*forbidden.*analytics:read/ }).waitFor();
  await app.page.getByRole("table", { name: "What this tenant can do" }).waitFor();
  await app.check();
  await look(app, "settings-test");
});

test("what the engine says against a field stands under it, and what was typed stays", async () => {
  const app = await openDouble(settled(), "/settings?part=connections");
  await app.page.getByRole("button", { name: "Add a connection" }).waitFor();
  await app.page.keyboard.press("n");
  const sheet = app.page.getByRole("dialog", { name: "Add a connection" });
  await sheet.getByLabel("Name", { exact: true }).fill("Acme US");
  await sheet.getByLabel("Address", { exact: true }).fill("http://api.example.com");
  await sheet.getByLabel("Client secret", { exact: true }).fill("s3cret");
  app.refusals["connection.save"] = {
    code: "invalid",
    message: "base_url: must be https, but for this machine.",
    detail: { field: "base_url" },
  };
  await sheet.getByRole("button", { name: "Save and test" }).click();
  await sheet.getByText("Must be https, but for this machine.").waitFor();
  const address = sheet.getByLabel("Address", { exact: true });
  await expect.poll(() => address.getAttribute("aria-invalid")).toBe("true");
  await expect.poll(() => address.inputValue()).toBe("http://api.example.com");
  await app.check();
  await look(app, "settings-connection-form");
});

test("a connection that is saved is tested at once, and its secret is sent once", async () => {
  const app = await openDouble(settled(), "/settings?part=connections&open=new");
  const added = connection("con_new", "Acme US", {});
  app.answers["connection.save"] = () => {
    app.answers["connection.list"] = [added];
    return added;
  };
  const sheet = app.page.getByRole("dialog", { name: "Add a connection" });
  await sheet.getByLabel("Name", { exact: true }).fill("Acme US");
  await sheet.getByLabel("Client secret", { exact: true }).fill("s3cret");
  await sheet.getByRole("button", { name: "Save and test" }).click();
  await app.page.getByRole("table", { name: "What was asked" }).waitFor();
  const commands = app.calls.map((call) => call.command);
  expect(commands.filter((command) => command === "connection.test")).toHaveLength(1);
  const save = app.calls.find((call) => call.command === "connection.save");
  expect(save?.args).toMatchObject({
    client_secret: "s3cret",
    settings: { name: "Acme US", token_path: null },
  });
  await app.page.getByRole("button", { name: "Edit Acme US" }).click();
  const secret = app.page.getByLabel("Client secret", { exact: true });
  await expect.poll(() => secret.inputValue(), { message: "it goes in and never comes out" }).toBe("");
});

test("a connection is removed only after its name was typed", async () => {
  const app = await openDouble(
    { ...settled(), "connection.remove": { kept: [] } },
    "/settings?part=connections",
  );
  await app.page.getByRole("button", { name: "Remove Acme EU" }).click();
  const sheet = app.page.getByRole("dialog", { name: "Remove the connection “Acme EU”?" });
  const remove = sheet.getByRole("button", { name: "Remove Acme EU" });
  await expect.poll(() => remove.isDisabled()).toBe(true);
  await sheet.getByRole("textbox").fill("Acme EU");
  await app.check();
  await remove.click();
  await sheet.waitFor({ state: "hidden" });
});

test("a keyring that does not work is said with the ways out, and a file takes a passphrase twice", async () => {
  const app = await openDouble(
    { ...bare(), "secrets.use": { kind: "file", usable: true, words: "Kept in a file." } },
    "/settings?part=secrets",
  );
  await app.page.getByText("does not work", { exact: true }).waitFor();
  await app.page.getByRole("radio", { name: "An encrypted file" }).check();
  await app.page.getByLabel("Passphrase").fill("correct horse battery");
  await app.page.getByLabel("The same again").fill("correct horse");
  await app.page.getByText("The two are not the same.").waitFor();
  const use = app.page.getByRole("button", { name: "Use this store" });
  await expect.poll(() => use.isDisabled()).toBe(true);
  await app.check();
  await look(app, "settings-secrets-bare");
  await app.page.getByLabel("The same again").fill("correct horse battery");
  await use.click();
  await app.page.getByText("Secrets are kept there from now on").waitFor();
});

test("an endpoint's signing secret is shown once", async () => {
  const app = await openDouble(bare(), "/settings?part=deliveries");
  await app.page.getByText("Nobody is told yet").waitFor();
  await look(app, "settings-deliveries-empty");
  const endpoint = {
    id: "end_1",
    name: "CRM",
    url: "https://crm.example.com/hook",
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
  };
  app.answers["endpoint.save"] = {
    endpoint,
    secret: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    warning: null,
  };
  await app.page.getByRole("button", { name: "Add an endpoint" }).click();
  const form = app.page.getByRole("dialog", { name: "Add an endpoint" });
  await form.getByLabel("Name", { exact: true }).fill("CRM");
  await form.getByLabel("Address", { exact: true }).fill("https://crm.example.com/hook");
  await app.check();
  await look(app, "settings-endpoint-form");
  await form.getByRole("button", { name: "Save" }).click();
  const sheet = app.page.getByRole("dialog", { name: "The signing secret of CRM" });
  await sheet.getByText(/^whsec_/).waitFor();
  await app.check();
  await look(app, "settings-endpoint-secret");
  await sheet.getByRole("button", { name: "I have stored it" }).click();
  await app.page.getByText(/^whsec_/).waitFor({ state: "hidden" });
});

test("an endpoint leads to its deliveries in the traffic: all, what waits, and what is dead", async () => {
  const app = await openDouble({ ...settled(), "traffic.list": trafficPage }, "/settings?part=deliveries");
  const { page } = app;
  const lastAsked = () => app.calls.findLast((call) => call.command === "traffic.list")?.args;
  await page.getByRole("link", { name: "Show deliveries to Reporting" }).waitFor();
  await page.getByRole("link", { name: "2 dead letters" }).click();
  await page.waitForURL(/traffic\?party=end_crm&state=dead/);
  const chips = page.getByRole("list", { name: "Filters" });
  await chips.getByText("CRM").waitFor();
  await expect.poll(lastAsked).toMatchObject({ party: "end_crm", state: "dead" });
  await page.goBack();
  await page.getByRole("link", { name: "Show deliveries to CRM" }).click();
  await page.getByRole("row", { name: /sent.*campaign.completed.*CRM/ }).waitFor();
  await expect.poll(lastAsked).toEqual({ party: "end_crm", limit: 200, after: null });
  await app.check();
});

test("a rule is switched off only with a reason, and every rule names its source", async () => {
  const app = await openDouble({ ...settled(), "rule.off": rules() }, "/settings?part=rules");
  const { page } = app;
  await page.getByText(/No rule here was reviewed by counsel/).waitFor();
  await page.getByText(/47 CFR 64.1200\(c\)\(1\)/).waitFor();
  await page.getByText("Off: Acme holds written consent").waitFor();
  await page.getByRole("button", { name: "Switch off us-fl-hours" }).click();
  const sheet = page.getByRole("dialog", { name: "Switch off us-fl-hours?" });
  await sheet.getByRole("button", { name: "Switch off us-fl-hours" }).click();
  await sheet.getByText("A rule is switched off only with a reason.").waitFor();
  await sheet.getByRole("textbox", { name: "Reason" }).fill("Written consent, case 4712");
  await app.check();
  await sheet.getByRole("button", { name: "Switch off us-fl-hours" }).click();
  await sheet.waitFor({ state: "hidden" });
  const off = app.calls.find((call) => call.command === "rule.off");
  expect(off?.args).toEqual({ id: "us-fl-hours", why: "Written consent, case 4712" });
});

test("a rule of the house is added by keys alone", async () => {
  const app = await openDouble({ ...settled(), "rule.add": rules() }, "/settings?part=rules");
  const { page } = app;
  await page.getByRole("heading", { name: "Of the house" }).waitFor();
  await page.keyboard.press("n");
  const sheet = page.getByRole("dialog", { name: "A rule of the house" });
  await sheet.getByLabel("Id", { exact: true }).fill("late-texas");
  await sheet.getByLabel("Where").fill("US-TX");
  await sheet.getByRole("checkbox", { name: "Sat" }).press("Space");
  await sheet.getByLabel("From, hours").fill("10");
  await sheet.getByLabel("Why").fill("Complaints in October");
  await app.check();
  await look(app, "settings-rule-form");
  await sheet.getByLabel("Id", { exact: true }).press("Enter");
  await sheet.waitFor({ state: "hidden" });
  const add = app.calls.find((call) => call.command === "rule.add");
  expect(add?.args).toEqual({
    id: "late-texas",
    jurisdictions: ["US-TX"],
    days: [6],
    from: "10:00",
    to: "18:00",
    why: "Complaints in October",
  });
});

test("About says which data decide, and the diagnostics can be taken away", async () => {
  const app = await openDouble(
    { ...settled(), "diagnostics.export": { file: "file_1", name: "callboard-diagnostics.zip", rows: 0 } },
    "/settings?part=about",
  );
  await app.page.getByText("IANA 2026e, from the bundled data (jiff)").waitFor();
  await app.page.getByText(/America\/Vancouver/).waitFor();
  const download = app.page.waitForEvent("download");
  await app.page.getByRole("button", { name: "Save diagnostics" }).click();
  expect((await download).suggestedFilename()).toBe("callboard-diagnostics.zip");
});
