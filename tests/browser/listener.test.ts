import { expect, test } from "vitest";
import { look, openDouble } from "./harness";
import type { Answers } from "./harness/double";
import { settled } from "./settings-samples";
import { listener, sources } from "./traffic-samples";

const PAGE = "/settings?part=listener";

function listening(more: Answers = {}): Answers {
  return { ...settled(), "listener.show": listener(), "source.list": sources(), ...more };
}

test("the listener says where it listens and what reaches it, and axe finds nothing in light or dark", async () => {
  const app = await openDouble(listening(), PAGE);
  await app.page.getByText(/Only programs on this computer reach it/).waitFor();
  await app.page.getByText("http://127.0.0.1:8080/webhook/call-result").waitFor();
  await app.page.getByText(/Callboard was not running, or this computer slept/).waitFor();
  await app.page.getByRole("row", { name: /401 No signature fits/ }).waitFor();
  await app.check();
  await look(app, "settings-listener");
  await app.page.emulateMedia({ colorScheme: "dark" });
  await app.check();
});

test("the self-test says whether the nonce came back", async () => {
  const app = await openDouble(listening(), PAGE);
  const test = {
    at: new Date().toISOString(),
    url: "https://hooks.example.com/webhook/self-test",
    came_back: false,
    took_ms: null,
    words: "It did not come back: something else answers at that address (status 404).",
  };
  await app.page.getByRole("button", { name: "Test it from outside" }).waitFor();
  app.answers["listener.self_test"] = test;
  app.answers["listener.show"] = listener({ self_test: test });
  await app.page.getByRole("button", { name: "Test it from outside" }).click();
  await app.page.getByText(/It did not come back/).waitFor();
  await app.check();
});

test("an address that cannot be is explained under its field, and what was typed stays", async () => {
  const app = await openDouble(listening(), PAGE);
  await app.page.getByRole("button", { name: "Edit Listener" }).click();
  const sheet = app.page.getByRole("dialog", { name: "Where the listener listens" });
  await sheet.getByLabel("Address and port").fill("0.0.0.0:8080");
  app.refusals["listener.set"] = {
    code: "invalid",
    message: "address: 0.0.0.0 can be reached by others, so it needs a certificate and a key.",
    detail: { field: "address" },
  };
  await sheet.getByRole("button", { name: "Save" }).click();
  await sheet.getByText(/can be reached by others/).waitFor();
  await expect.poll(() => sheet.getByLabel("Address and port").inputValue()).toBe("0.0.0.0:8080");
  await app.check();
  await look(app, "settings-listener-form");
});

test("a source is added by keys, and its secret is shown once", async () => {
  const app = await openDouble(listening(), PAGE);
  const [source] = sources();
  if (source === undefined) throw new Error("a sample");
  app.answers["source.save"] = {
    source: { ...source, name: "Billing" },
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  };
  await app.page.getByText("http://127.0.0.1:8080/webhook/call-result").waitFor();
  await app.page.getByRole("button", { name: "Add a source" }).press("Enter");
  const sheet = app.page.getByRole("dialog", { name: "Add a source" });
  await sheet.getByLabel("Name").waitFor();
  await app.page.keyboard.type("Billing");
  await app.check();
  await look(app, "settings-source-form");
  await app.page.keyboard.press("Enter");
  const secret = app.page.getByRole("dialog", { name: "The secret of Billing" });
  await secret.getByText("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").waitFor();
  await app.check();
  await secret.getByRole("button", { name: /stored/i }).click();
  await secret.waitFor({ state: "hidden" });
  await expect
    .poll(() => app.calls.find((call) => call.command === "source.save")?.args)
    .toMatchObject({
      name: "Billing",
      kind: "call-result",
      auth: "signature",
      tolerance_seconds: 300,
    });
});

test("a source that proves nothing is for a loopback listener only", async () => {
  const open = listener({ reach: "this_network" });
  open.settings.address = "0.0.0.0:8443";
  const app = await openDouble(listening({ "listener.show": open }), `${PAGE}&open=new`);
  const sheet = app.page.getByRole("dialog", { name: "Add a source" });
  await expect.poll(() => sheet.getByRole("radio", { name: "Nothing" }).isDisabled()).toBe(true);
  await sheet.getByText(/Only while the listener is on a loopback address/).waitFor();
});

test("a secret is rotated with a time for the old one, and a source is removed only after its name was typed", async () => {
  const app = await openDouble(listening(), PAGE);
  const [source] = sources();
  if (source === undefined) throw new Error("a sample");
  app.answers["source.rotate"] = { source, secret: "whsec_new" };
  app.answers["source.remove"] = {};
  await app.page.getByRole("button", { name: "New secret for CXone EU" }).click();
  const question = app.page.getByRole("dialog", { name: "Make a new secret for CXone EU?" });
  await question.getByRole("button", { name: "New secret" }).click();
  await app.page.getByRole("dialog", { name: "The secret of CXone EU" }).getByText("whsec_new").waitFor();
  await app.page.keyboard.press("Escape");
  await expect
    .poll(() => app.calls.find((call) => call.command === "source.rotate")?.args)
    .toEqual({
      id: "src_eu",
      keep_old_hours: 24,
    });
  await app.page.getByRole("button", { name: "Remove CXone EU" }).click();
  const removing = app.page.getByRole("dialog", { name: /Remove the source CXone EU/ });
  const remove = removing.getByRole("button", { name: "Remove CXone EU" });
  await expect.poll(() => remove.isDisabled()).toBe(true);
  await removing.getByRole("textbox").fill("CXone EU");
  await remove.click();
  await removing.waitFor({ state: "hidden" });
});
