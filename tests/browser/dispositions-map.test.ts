import { expect, test } from "vitest";
import { dispositions, drafted, shown, withDraft } from "./dispositions-samples";
import { cell, drafts, elsewhere, focused, whole } from "./dispositions-walk";
import { look, openDouble } from "./harness";

test("the map stands as a grid with what the draft changes, and axe finds nothing in light or dark", async () => {
  const app = await openDouble(dispositions(), "/dispositions");
  const { page } = app;
  await page.getByRole("row", { name: /1003.*do_not_call.*critical.*removed/ }).waitFor();
  await page.getByRole("row", { name: /4001.*do_not_call.*changed/ }).waitFor();
  await page.getByRole("row", { name: /3004.*qualified_lead.*high.*added/ }).waitFor();
  await page.getByText("4 changes").waitFor();
  await page.getByText("10 of 10 codes").waitFor();
  await app.check();
  await look(app, "dispositions");
  await page.emulateMedia({ colorScheme: "dark" });
  await app.check();
  await page.getByRole("button", { name: /qualified_lead/ }).click();
  await page.waitForURL(/category=qualified_lead/);
  const callback = page.getByRole("checkbox", { name: "Schedule a callback" });
  await expect.poll(() => callback.isDisabled()).toBe(true);
  await page.getByText("Callbacks are not part of this version", { exact: false }).waitFor();
  await app.check();
  await page.emulateMedia({ colorScheme: "light" });
  await look(app, "dispositions-category");
});

test("by key alone: a code is added, mapped, corrected, removed and taken back, and all of it is saved", async () => {
  const app = await openDouble(dispositions(shown()), "/");
  const { page } = app;
  await page.getByRole("main").waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await page.getByRole("row", { name: /4001/ }).waitFor();
  await look(app, "dispositions-published");
  await page.keyboard.press("n");
  await page.getByRole("textbox", { name: "Code, new code" }).waitFor();
  await page.keyboard.type("1001");
  await page.getByRole("alert").getByText("The code 1001 is there twice.").waitFor();
  await app.check();
  await look(app, "dispositions-editing");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("4002");
  await page.keyboard.press("Tab");
  await page.getByRole("textbox", { name: "What agents mean, 4002" }).waitFor();
  await page.keyboard.type("Number not in service");
  await page.keyboard.press("Tab");
  await page.getByRole("combobox", { name: "Category, 4002" }).waitFor();
  await page.keyboard.type("wro");
  await app.check();
  await look(app, "dispositions-choosing");
  await page.keyboard.press("Enter");
  await page.getByRole("row", { name: /4002.*Number not in service.*wrong_number.*low.*added/ }).waitFor();
  await expect
    .poll(() => drafts(app.calls).at(-1)?.codes.at(-1))
    .toEqual({
      code: "4002",
      category: "wrong_number",
      meaning: "Number not in service",
    });
  await page.getByText("1 change", { exact: true }).waitFor();

  await cell(page, /^1002/, 0).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => focused(page)).toContain("Asked not to be called");
  await page.keyboard.press("Delete");
  await page.getByRole("row", { name: /1003.*removed/ }).waitFor();
  await page.keyboard.press("Delete");
  await page.getByRole("row", { name: /1003.*as published/ }).waitFor();
  await page.keyboard.type("Wants no calls");
  await page.keyboard.press("Escape");
  await page.getByRole("row", { name: /1003.*Asked not to be called.*as published/ }).waitFor();
  await page.keyboard.press("Control+z");
  await page.getByRole("row", { name: /1003.*removed/ }).waitFor();
  await cell(page, /^2001/, 2).focus();
  await page.keyboard.press("F2");
  await page.getByRole("option", { name: "wrong_number" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("option", { name: "wrong_number" }).waitFor({ state: "hidden" });
  await expect.poll(() => focused(page)).toBe("callback_later");
  await page.keyboard.press("/");
  await page.keyboard.type("lead");
  await page.waitForURL(/q=lead/);
  await page.getByText("3 of 10 codes").waitFor();
  await page.keyboard.press("Escape");
  await app.check();
});

test("what is typed slowly over several saves of the draft is what is saved, to the last letter", async () => {
  for (const first of [shown(), withDraft()]) {
    const app = await openDouble(dispositions(first), "/dispositions");
    const { page } = app;
    await page.getByRole("row", { name: /4001/ }).waitFor();
    await page.keyboard.press("n");
    const field = page.getByRole("textbox", { name: "Code, new code" });
    await field.waitFor();
    await page.keyboard.type("123456789", { delay: 150 });
    await expect.poll(() => field.inputValue()).toBe("123456789");
    await page.keyboard.press("Enter");
    await page.getByRole("row", { name: /^123456789.*added/ }).waitFor();
    await expect.poll(() => drafts(app.calls).at(-1)?.codes.at(-1)?.code).toBe("123456789");
  }
});

test("what others do to the draft does not move what is typed into another line", async () => {
  const app = await openDouble(dispositions(), "/dispositions");
  const { page } = app;
  await cell(page, /^3002/, 1).focus();
  await page.keyboard.type("Half a sen");
  const other = drafted();
  other.codes.splice(0, 3);
  other.codes = other.codes.filter(({ code }) => code !== "3002");
  await elsewhere(app, other);
  await page.getByRole("row", { name: /^1001.*removed/ }).waitFor();
  await page.keyboard.type("tence");
  await page.keyboard.press("Enter");
  await page.getByRole("row", { name: /^3002.*Half a sentence/ }).waitFor();
  await expect
    .poll(() => drafts(app.calls).at(-1)?.codes)
    .toContainEqual({ code: "3002", category: "qualified_lead", meaning: "Half a sentence" });
});

test("two windows on one draft: neither loses what it did, and a person chooses", async () => {
  const app = await openDouble(dispositions(), "/dispositions");
  const { page } = app;
  await cell(page, /^3001/, 1).focus();
  await page.keyboard.type("Mine");
  app.refusals["disposition.draft"] = { code: "conflict", message: "Another draft was saved meanwhile." };
  await page.keyboard.press("Enter");
  await page.getByText(/maria changed the draft at/).waitFor();
  await expect
    .poll(() => app.calls.findLast(({ command }) => command === "disposition.draft")?.args)
    .toMatchObject({
      seen: expect.stringMatching(/^\d{4}-/),
    });
  delete app.refusals["disposition.draft"];
  const other = drafted();
  other.codes.push({ code: "9001", category: "do_not_call", meaning: "Theirs" });
  await elsewhere(app, other);
  await page.getByRole("row", { name: /^3001.*Mine.*changed/ }).waitFor();
  await app.check();
  await look(app, "dispositions-conflict-bar");
  await page.getByRole("button", { name: "Look at theirs" }).click();
  await page.getByRole("row", { name: /Code 9001.*removed/ }).waitFor();
  await page.getByRole("row", { name: /Code 3001.*changed.*Is interested.*Mine/ }).waitFor();
  await app.check();
  await look(app, "dispositions-theirs");
  await page.getByRole("button", { name: "Take theirs" }).click();
  await page.getByRole("row", { name: /^9001.*Theirs/ }).waitFor();
  await page.getByRole("row", { name: /^3001.*Is interested/ }).waitFor();

  app.refusals["disposition.draft"] = { code: "conflict", message: "Another draft was saved meanwhile." };
  await cell(page, /^3001/, 1).focus();
  await page.keyboard.type("Mine again");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Put mine over it" }).waitFor();
  delete app.refusals["disposition.draft"];
  await page.getByRole("button", { name: "Put mine over it" }).click();
  await page.getByText("6 changes", { exact: true }).waitFor();
  await expect.poll(() => drafts(app.calls).at(-1)?.codes[4]?.meaning).toBe("Mine again");
});

test("Ctrl+Z takes back this window's own edit and leaves what others did", async () => {
  const app = await openDouble(dispositions(), "/dispositions");
  const { page } = app;
  await cell(page, /^3001/, 1).focus();
  await page.keyboard.type("Mine");
  await page.keyboard.press("Enter");
  await expect.poll(() => drafts(app.calls).length).toBe(1);
  const other = drafts(app.calls)[0];
  if (other === undefined) throw new Error("nothing was saved");
  await elsewhere(app, {
    ...other,
    codes: [...other.codes, { code: "9001", category: "do_not_call", meaning: "" }],
  });
  await page.getByRole("row", { name: /^9001/ }).waitFor();
  await page.keyboard.press("Control+z");
  await page.getByRole("row", { name: /^3001.*Is interested/ }).waitFor();
  await page.getByRole("row", { name: /^9001/ }).waitFor();
  await expect.poll(() => drafts(app.calls).at(-1)?.codes.at(-1)?.code).toBe("9001");
});

test("from a severity Enter leads to the category that decides it, whose changes are in the draft at once", async () => {
  const app = await openDouble(dispositions(shown()), "/dispositions");
  const { page } = app;
  await cell(page, /^2001/, 3).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/category=callback_later/);
  await expect.poll(() => focused(page)).toContain("callback_later");
  const side = page.getByRole("region", { name: "Categories" });
  await side.getByRole("checkbox", { name: "Alert people" }).uncheck();
  await side.getByRole("textbox", { name: "Name" }).fill("call_again");
  await page.keyboard.press("Enter");
  await page.getByRole("row", { name: /^2001.*call_again.*write, deliver.*changed/ }).waitFor();
  await page.getByText("4 changes").waitFor();
  await page.keyboard.press("Escape");
  await side.getByRole("textbox", { name: "Name" }).waitFor({ state: "hidden" });
  await expect.poll(() => focused(page)).toContain("call_again");
  await expect.poll(() => page.getByRole("button", { name: /New category/ }).isVisible()).toBe(true);
});

test("each tenant has a map and a draft of its own", async () => {
  const answers = dispositions();
  const eu = answers["disposition.show"] as () => ReturnType<typeof shown>;
  answers["disposition.show"] = ({ connection }) =>
    connection === "con_us" ? shown({ connection: "con_us" }) : eu();
  const { page } = await openDouble(answers, "/dispositions");
  await page.getByText("4 changes").waitFor();
  await page.getByRole("button", { name: /Acme EU/ }).click();
  await page.getByRole("menuitem", { name: /Acme US/ }).click();
  await page.getByText(/Version 4 has been in force since/).waitFor();
});

test("what is wrong stands under its field, and cannot be published", async () => {
  const app = await openDouble(dispositions(), "/dispositions");
  const { page } = app;
  await cell(page, /^3001/, 0).dblclick();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("3002");
  await page.keyboard.press("Enter");
  await page.getByText("The code 3002 is there twice.").waitFor();
  await page.getByText("1 thing must be corrected before it can be published.").waitFor();
  await expect.poll(() => page.getByRole("button", { name: "Publish…" }).isDisabled()).toBe(true);
  await app.check();
  await look(app, "dispositions-fault");
});

test("a draft that cannot be saved stays, says so, and is saved when it can be", async () => {
  const app = await openDouble(dispositions(shown()), "/dispositions");
  const { page } = app;
  await page.getByRole("row", { name: /4001/ }).waitFor();
  app.refusals["disposition.draft"] = { code: "storage", message: "The disk is full.", hint: "Make room." };
  await cell(page, /^4001/, 1).focus();
  await page.keyboard.type("Xylophone");
  await page.keyboard.press("Enter");
  await page.getByText(/Not saved since/).waitFor();
  await app.check();
  await look(app, "dispositions-not-saved");
  await page.getByRole("link", { name: "Audit" }).click();
  await page.getByRole("link", { name: "Dispositions" }).click();
  await page.getByRole("row", { name: /4001.*Xylophone.*changed/ }).waitFor();
  delete app.refusals["disposition.draft"];
  await page.getByRole("button", { name: "Save now" }).click();
  await page.getByText(/maria, /).waitFor();
  await expect.poll(() => drafts(app.calls).at(-1)?.codes.at(-1)?.meaning).toBe("Xylophone");
});

test("at 1024 pixels nothing of the map is out of sight, and a long name of a connection is cut", async () => {
  const answers = dispositions();
  const [first, ...rest] = answers["connection.list"] as { settings: { name: string } }[];
  const name = "Acme North-West Outbound Renewals & Collections (Frankfurt am Main, second floor)";
  const long = { ...first, settings: { ...first?.settings, name } };
  const app = await openDouble({ ...answers, "connection.list": [long, ...rest] as never }, "/dispositions");
  const { page } = app;
  await page.setViewportSize({ width: 1024, height: 700 });
  await page.getByRole("row", { name: /4001/ }).waitFor();
  for (const part of [
    page.getByRole("heading", { name: "Dispositions" }),
    page.getByRole("banner").getByRole("button").last(),
    page.getByRole("button", { name: "Add a code" }),
    page.getByRole("columnheader", { name: "Change" }),
  ]) {
    await expect.poll(() => part.evaluate(whole), { message: String(part) }).toBe(true);
  }
  await app.check();
  await look(app, "dispositions-1024");
});

test("five thousand codes are walked and added to like nine", async () => {
  const many = withDraft();
  const codes = Array.from({ length: 5_000 }, (_, n) => ({
    code: String(10_000 + n),
    category: "wrong_number",
    meaning: `Reason ${n}`,
  }));
  const map = { ...many.published, codes };
  const { page } = await openDouble(dispositions(shown({ published: map })), "/dispositions");
  await cell(page, /^10000/, 0).focus();
  await page.keyboard.press("Control+ArrowDown");
  await expect.poll(() => focused(page)).toBe("14999");
  await page.keyboard.press("n");
  await page.getByRole("textbox", { name: "Code, new code" }).waitFor();
  await page.keyboard.type("20000");
  await page.keyboard.press("Enter");
  await page.getByText("5,001 of 5,001 codes").waitFor();
  await page.getByRole("row", { name: /^20000.*added/ }).waitFor();
});
