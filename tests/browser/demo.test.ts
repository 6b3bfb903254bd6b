import { expect, test } from "vitest";
import { look, openProgram } from "./harness";

/** What is promised: a campaign of the stand-in is over in under a minute; the machine of CI may be slow. */
const OVER = 120_000;

test("one click on a fresh start runs a campaign in many zones to its end, with a rule named and all of it kept", {
  timeout: OVER + 60_000,
}, async () => {
  const app = await openProgram();
  const { page } = app;
  await page.getByRole("heading", { name: "Try it with a stand-in tenant" }).waitFor();
  await app.check();
  await look(app, "demo-1-fresh");

  await page.getByRole("button", { name: "Start the demo" }).click();
  await page.waitForURL(/#\/runs\/run_/, { timeout: 30_000 });
  await page.getByText(/is not called$/).waitFor();
  await page
    .getByText(/may not be called/)
    .first()
    .waitFor();
  await app.check();
  await look(app, "demo-2-runs");

  await page.goto(new URL("#/", page.url()).href);
  await page.getByRole("region", { name: "Running" }).getByRole("progressbar").waitFor();
  await app.check();
  await look(app, "demo-3-board");

  await page.getByRole("region", { name: "Running" }).getByRole("link").first().click();
  await page.getByText("completed", { exact: true }).first().waitFor({ timeout: OVER });
  await app.check();
  await look(app, "demo-4-completed");

  await page.getByRole("link", { name: /^Board/ }).click();
  await page.getByText("You are looking at the stand-in tenant. Nobody is called.").waitFor();
  await page.getByRole("region", { name: "Running" }).waitFor({ state: "hidden" });
  await app.check();
  await look(app, "demo-5-after");

  await page.getByRole("link", { name: "Audit", exact: true }).click();
  await page.getByRole("row", { name: /demo\.start/ }).waitFor();

  await page.getByRole("link", { name: /^Settings/ }).click();
  await page.getByRole("button", { name: "Test Stand-in tenant" }).click();
  const asked = page.getByRole("table", { name: "What was asked" });
  await asked.getByRole("row", { name: /Token.*allowed/ }).waitFor();
  await asked.getByRole("row", { name: /Read analytics.*allowed/ }).waitFor();
  await look(app, "demo-6-test");
});

test("settings, rules and About of the real program are read, and a value that does not fit is refused in words", async () => {
  const app = await openProgram();
  const { page } = app;
  await page.goto(new URL("#/settings?part=running", page.url()).href);
  const poll = page.getByRole("textbox", { name: /^How often the figures of a running campaign/ });
  await poll.fill("1");
  await poll.press("Enter");
  await page.getByText(/whole number of s from 5 to 3600/).waitFor();
  await poll.fill("45");
  await poll.press("Enter");
  await page.getByRole("button", { name: /^Use the default for: How often the figures/ }).waitFor();
  await app.check();

  const parts = page.getByRole("navigation", { name: "Parts of the settings" });
  await parts.getByRole("link", { name: "Calling rules" }).click();
  await page.getByRole("button", { name: "Switch off us-federal-hours" }).waitFor();
  await app.check();
  await look(app, "demo-rules");
  await parts.getByRole("link", { name: "About" }).click();
  await page.getByText(/^IANA 20\d\d[a-z]/).waitFor();
  await app.check();
  await look(app, "demo-about");
  await parts.getByRole("link", { name: /^Secrets/ }).click();
  await page.getByText("works", { exact: true }).waitFor();
  await expect.poll(() => page.getByRole("radio", { name: /This session only/ }).isChecked()).toBe(true);
});

test("an endpoint and a connection are set up at the real program, complaints under their fields", async () => {
  const app = await openProgram();
  const { page } = app;
  await page.goto(new URL("#/settings?part=deliveries&open=new", page.url()).href);
  const form = page.getByRole("dialog", { name: "Add an endpoint" });
  await form.getByLabel("Name", { exact: true }).fill("CRM");
  await form.getByLabel("Address", { exact: true }).fill("ftp://crm.example.com");
  await form.getByRole("button", { name: "Save" }).click();
  await form.locator("[aria-invalid=true]").waitFor();
  await app.check();
  await form.getByLabel("Address", { exact: true }).fill("https://crm.example.com/hook");
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByText(/^whsec_/).waitFor();
  await page.getByRole("button", { name: "I have stored it" }).click();
  await page.getByText("https://crm.example.com/hook").waitFor();

  await page.goto(new URL("#/settings?part=connections&open=new", page.url()).href);
  const connection = page.getByRole("dialog", { name: "Add a connection" });
  await connection.getByLabel("Name", { exact: true }).fill("Acme EU");
  await connection.getByLabel("Address", { exact: true }).fill("http://api.example.com");
  await connection.getByLabel("Client id", { exact: true }).fill("callboard");
  await connection.getByLabel("Client secret", { exact: true }).fill("s3cret");
  await connection.getByRole("button", { name: "Save and test" }).click();
  await connection.locator("[aria-invalid=true]").waitFor();
  // Nobody listens there: the test says so instead of hanging.
  await connection.getByLabel("Address", { exact: true }).fill("http://127.0.0.1:9");
  await connection.getByRole("button", { name: "Save and test" }).click();
  await page
    .getByRole("table", { name: "What was asked" })
    .getByRole("row", { name: /Token.*failed/ })
    .waitFor();
  await app.check();
  await look(app, "demo-unreachable");
});
