import { expect, test } from "vitest";
import { look, openDouble } from "./harness";
import { morning } from "./harness/samples";

test("the frame has no fault that axe finds, in light and in dark", async () => {
  const app = await openDouble(morning());
  await app.page.getByRole("button", { name: /Acme EU/ }).waitFor();
  await app.check();
  await app.page.emulateMedia({ colorScheme: "dark" });
  await app.check();
});

test("a number beside a page says what waits there, also to who cannot see it", async () => {
  const { page } = await openDouble(morning());
  await page.getByRole("link", { name: "Board , 2 wait for a decision" }).waitFor();
  await page.getByRole("link", { name: "Audit", exact: true }).waitFor();
});

test("g and a letter goes to a page, ? shows the keys, Escape closes them", async () => {
  const { page } = await openDouble(morning());
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await page.getByRole("heading", { name: "Audit" }).waitFor();
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  await keys.getByText("Go to Runs").waitFor();
  await page.keyboard.press("Escape");
  await keys.waitFor({ state: "hidden" });
});

test("Ctrl+K opens the palette, words find a page, Enter goes there", async () => {
  const app = await openDouble(morning());
  await app.page.keyboard.press("Control+k");
  await app.page.getByRole("textbox", { name: "Search or do something" }).fill("sett");
  await app.check();
  await look(app, "frame-palette");
  await app.page.keyboard.press("Enter");
  await app.page.getByRole("heading", { name: "Settings" }).waitFor();
});

test("the bell lists what happened and can be read by key", async () => {
  const app = await openDouble(morning());
  await app.page.getByRole("button", { name: "Notices, 1 unread" }).click();
  await app.page.getByText("Delivery fails").waitFor();
  await app.check();
  await look(app, "frame-bell");
  await app.page.keyboard.press("Escape");
  await app.page.getByText("Delivery fails").waitFor({ state: "hidden" });
});

test("a door that is lost is said at the foot with what to do, and unsaid when it opens again", async () => {
  const app = await openDouble(morning(), "/audit");
  await app.page.getByRole("grid", { name: "Audit log" }).waitFor();
  app.lose();
  const line = app.page.getByRole("alert", { name: "Trouble with the program" });
  await line.getByText("The program does not answer").waitFor();
  await app.check();
  await look(app, "frame-trouble");
  await expect
    .poll(() => app.page.getByRole("row").count(), { message: "old rows stay" })
    .toBeGreaterThan(10);
  app.reopen();
  await line.waitFor({ state: "hidden" });
});

test("a table keeps its place in the address, and the detail stands beside the list", async () => {
  const app = await openDouble(morning(), "/audit");
  const { page } = app;
  await page.getByRole("row", { name: /41,?203/ }).click();
  await page.getByRole("complementary", { name: "No. 41203" }).waitFor();
  await expect.poll(() => new URL(page.url()).hash).toContain("open=");
  await app.check();
  await look(app, "frame-table");
  await page.reload();
  await page.getByRole("complementary", { name: "No. 41203" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("complementary").waitFor({ state: "hidden" });
});

test("what the engine says changed is asked again, and nothing else", async () => {
  const app = await openDouble(morning(), "/audit");
  await app.page.getByRole("grid").waitFor();
  app.calls.length = 0;
  app.tell({ event: "changed", topics: ["audit"] });
  await expect.poll(() => app.calls.map((call) => call.command)).toEqual(["audit.list"]);
});

test("a folded navigation stays folded", async () => {
  const app = await openDouble(morning());
  await app.page.getByRole("button", { name: "Fold the navigation" }).click();
  await app.page.reload();
  await app.page.getByRole("button", { name: "Unfold the navigation" }).waitFor();
  await app.check();
  await look(app, "frame-folded");
});
