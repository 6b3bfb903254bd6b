import { createHashHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Failure } from "@/lib/failure";
import type { Preview, PreviewArgs } from "@/rpc/types";
import { type FakeDoor, fakeDoor } from "../../../../../test/fake-door";
import { show } from "../../../../../test/show";
import { NEW_DRAFT } from "../../api/draft";
import { Builder } from "./Builder";

/** What the engine would say of the few lines that these tests write. */
const KNOWN: Record<string, Preview["buttons"]> = {
  "0 9 * * 1,2,3,4,5": { days: [1, 2, 3, 4, 5], times: ["09:00"] },
  "0 9 * * 1,2,3,4,5,6": { days: [1, 2, 3, 4, 5, 6], times: ["09:00"] },
  "0 14 * * 6": { days: [6], times: ["14:00"] },
  "0 9 1 * *": null,
};

function preview({ cron }: PreviewArgs): Preview {
  const buttons = cron.startsWith("@once") ? null : KNOWN[cron];
  if (buttons === undefined) {
    const detail = { field: "cron", start: 8, end: 9 };
    throw new Failure("cron_invalid", "Day of week 8: use 0–7 or SUN–SAT.", undefined, detail);
  }
  const totals = { legal: 0, clamped: 0, refused: 0, needs_zone: 0, first_start: null, last_start: null };
  const empty = { warnings: [], columns: [], column_keys: [], rows: [] };
  return {
    ...empty,
    sentence: `Means ${cron}.`,
    buttons,
    totals,
    zone_release: "2026e",
    rules_version: "v3",
  };
}

function open(answers: Partial<FakeDoor["answers"]> = {}) {
  const door = fakeDoor({
    "schedule.preview": preview,
    "campaign.list": { campaigns: [], unlisted: "This tenant cannot list campaigns." },
    "contacts.list": [],
    "zone.names": ["America/New_York"],
    "rule.list": { version: "v3", rules: [], remark: "Not reviewed." },
    ...answers,
  });
  const onSaved = vi.fn();
  const root = createRootRoute({
    component: () => <Builder connection="con_1" start={NEW_DRAFT} onCell={() => {}} onSaved={onSaved} />,
  });
  const router = createRouter({ routeTree: root, history: createHashHistory() });
  show(<RouterProvider router={router} />, { door });
  return { door, onSaved, user: userEvent.setup() };
}

const cron = () => screen.findByLabelText("Cron");

test("a day that is pressed rewrites the text, and the sentence follows", async () => {
  const { user } = open();
  await user.click(await screen.findByRole("button", { name: "Saturday" }));
  expect(await cron()).toHaveValue("0 9 * * 1,2,3,4,5,6");
  await screen.findByText("Means 0 9 * * 1,2,3,4,5,6.");
  expect(screen.getByRole("button", { name: "Saturday" })).toHaveAttribute("aria-pressed", "true");
});

test("a text that is typed presses the buttons as the engine reads it", async () => {
  open();
  await screen.findByText(/^Means/);
  fireEvent.change(await cron(), { target: { value: "0 14 * * 6" } });
  await waitFor(() => expect(screen.getByLabelText("Time of day, hours")).toHaveValue("14"));
  expect(screen.getByRole("button", { name: "Monday" })).toHaveAttribute("aria-pressed", "false");
});

test("what buttons cannot show leaves them quiet, and one press starts over", async () => {
  const { user } = open();
  await screen.findByText(/^Means/);
  fireEvent.change(await cron(), { target: { value: "0 9 1 * *" } });
  await user.click(await screen.findByRole("button", { name: "Start over with buttons" }));
  expect(await cron()).toHaveValue(NEW_DRAFT.cron);
});

test("a refused text keeps the old sentence, and its words lead to the part at fault", async () => {
  const { user } = open();
  await screen.findByText("Means 0 9 * * 1,2,3,4,5.");
  const field = (await cron()) as HTMLInputElement;
  fireEvent.change(field, { target: { value: "0 9 * * 8" } });
  await user.click(await screen.findByRole("button", { name: "Day of week 8: use 0–7 or SUN–SAT." }));
  expect([field.selectionStart, field.selectionEnd]).toEqual([8, 9]);
  expect(field).toHaveFocus();
  expect(screen.getByText("Means 0 9 * * 1,2,3,4,5."), "what was last understood").toBeVisible();
  expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
  expect(screen.getByText("One field above cannot be read yet; it says why.")).toBeVisible();
});

test("times that one line cannot say are explained, and nothing can be saved meanwhile", async () => {
  const { user } = open();
  await screen.findByText(/^Means/);
  await user.click(screen.getByRole("button", { name: "Add a time" }));
  const second = screen.getAllByLabelText("Time of day, hours")[1];
  if (second === undefined) throw new Error("no second time");
  await user.click(second);
  await user.keyboard("1330");
  await screen.findByText(/it cannot say 09:00 and 13:30/);
  expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
});

test("a refusal of the save stands under its field", async () => {
  const { user } = open({
    "schedule.save": () => {
      throw new Failure("invalid", "A schedule needs a name.", undefined, { field: "name" });
    },
  });
  await screen.findByText(/^Means/);
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("A schedule needs a name.");
  expect(screen.getByLabelText("Name")).toHaveAttribute("aria-invalid", "true");
});

test("a campaign that the tenant cannot list is typed by hand, and the reason is said", async () => {
  const { user, door } = open({
    "schedule.save": ({ draft }) => ({ draft, id: "sch_1", state: "active" }) as never,
  });
  await screen.findByText("This tenant cannot list campaigns.");
  await user.type(screen.getByLabelText("Campaign"), "cmp_9");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(door.calls.some((call) => call.command === "schedule.save")).toBe(true));
  const saved = door.calls.find((call) => call.command === "schedule.save");
  expect(saved?.args).toMatchObject({ connection: "con_1", draft: { campaign_id: "cmp_9" } });
});

test("what is planned from changes that are not saved is saved before it is sent", async () => {
  const plan = { requests: [], refused: [], warnings: [], zone_release: "2026e", rules_version: "v3" };
  const request = {
    action: "create",
    method: "POST",
    path: "/schedules",
    body: { a: 1 },
    zone: "America/New_York",
  };
  const window = { start: "2026-11-23T14:00:00Z", end: "2026-11-23T18:00:00Z", words: "Mon", contacts: 1 };
  const contacts = { legal: 1, clamped: 0, refused: 0, needs_zone: 0, invalid: 0 };
  const { user, door } = open({
    "schedule.plan": {
      ...plan,
      contacts,
      requests: [{ ...request, ...window, verdict: "legal", rule: null }],
    } as never,
    "schedule.save": ({ draft }) => ({ draft, id: "sch_1", state: "active" }) as never,
    "schedule.submit": { run_id: "run_1", submitted: [], failed: [], refused: [], contacts },
  });
  await screen.findByText(/^Means/);
  await user.click(screen.getByRole("button", { name: "Plan…" }));
  const sheet = await screen.findByRole("dialog");
  await within(sheet).findByText("/schedules", { exact: false });
  expect(
    door.calls.some((call) => call.command === "schedule.submit"),
    "a plan sends nothing",
  ).toBe(false);
  await user.click(within(sheet).getByRole("button", { name: "Save and submit 1 window" }));
  await waitFor(() => expect(door.calls.some((call) => call.command === "schedule.submit")).toBe(true));
  const order = door.calls.map((call) => call.command).filter((command) => /save|submit/.test(command));
  expect(order).toEqual(["schedule.save", "schedule.submit"]);
  const sent = door.calls.find((call) => call.command === "schedule.submit");
  expect(sent?.args, "what is sent belongs to a schedule").toMatchObject({ schedule: "sch_1" });
  expect(sent?.args).not.toHaveProperty("draft");
  const saved = door.calls.find((call) => call.command === "schedule.save");
  expect(saved?.args, "what was seen in the plan is let go").toMatchObject({
    confirmed: [{ zone: "America/New_York", start: window.start, end: window.end, contacts: 1 }],
  });
});

const SOON = {
  campaign_id: "cmp_9",
  zone: "Australia/Sydney",
  start: "2026-11-23T22:00:00Z",
  end: "2026-11-24T02:00:00Z",
  contacts: 96,
};
const SENTENCE = "The first window goes out at 09:00, in 18 min: Sydney, 96 contacts.";

function asksFirst({
  draft,
  paused,
  confirmed,
}: {
  draft: unknown;
  paused?: boolean;
  confirmed?: unknown[];
}) {
  if (!paused && confirmed?.length === 0)
    throw new Failure("needs_confirmation", SENTENCE, undefined, { windows: [SOON] });
  return { draft, id: "sch_1", state: paused ? "paused" : "active", next: [] } as never;
}

test("a save that sends at once asks with the windows, and sends along what is let go", async () => {
  const { user, door, onSaved } = open({ "schedule.save": asksFirst });
  await screen.findByText(/^Means/);
  await user.click(screen.getByRole("button", { name: "Save" }));
  const sheet = await screen.findByRole("dialog", { name: "These calls begin at once" });
  within(sheet).getByText(SENTENCE);
  expect(onSaved, "nothing is saved by asking").not.toHaveBeenCalled();
  await user.click(within(sheet).getByRole("button", { name: "Let them go out" }));
  await waitFor(() => expect(onSaved).toHaveBeenCalled());
  const saves = door.calls.filter((call) => call.command === "schedule.save");
  expect(saves.at(-1)?.args).toMatchObject({ confirmed: [SOON], paused: false });
});

test("save paused stands beside it and lets nothing go", async () => {
  const { user, door, onSaved } = open({ "schedule.save": asksFirst });
  await screen.findByText(/^Means/);
  await user.click(screen.getByRole("button", { name: "Save" }));
  const sheet = await screen.findByRole("dialog", { name: "These calls begin at once" });
  await user.click(within(sheet).getByRole("button", { name: "Save paused" }));
  await waitFor(() => expect(onSaved).toHaveBeenCalled());
  const saves = door.calls.filter((call) => call.command === "schedule.save");
  expect(saves.at(-1)?.args).toMatchObject({ confirmed: [], paused: true });
});

test("run now of what is not saved runs once and saves nothing", async () => {
  const contacts = { legal: 1, clamped: 0, refused: 0, needs_zone: 0, invalid: 0 };
  const plan = { refused: [], warnings: [], zone_release: "2026e", rules_version: "v3", contacts };
  const request = {
    action: "create",
    method: "POST",
    path: "/schedules",
    body: null,
    words: "Mon",
    contacts: 1,
  };
  const window = { ...request, ...SOON, verdict: "legal", rule: null };
  const { user, door } = open({
    "schedule.plan": { ...plan, requests: [window] } as never,
    "schedule.submit": { run_id: "run_1", submitted: [], failed: [], refused: [], contacts },
  });
  await screen.findByText(/^Means/);
  await user.click(screen.getByRole("button", { name: "Run now…" }));
  const sheet = await screen.findByRole("dialog");
  await within(sheet).findByText("This runs once. Nothing is saved, and nothing comes again by itself.");
  await user.click(await within(sheet).findByRole("button", { name: "Run now in 1 zone" }));
  await waitFor(() => expect(door.calls.some((call) => call.command === "schedule.submit")).toBe(true));
  expect(door.calls.some((call) => call.command === "schedule.save")).toBe(false);
  const sent = door.calls.find((call) => call.command === "schedule.submit");
  expect(sent?.args).toMatchObject({ now: true, draft: { cron: NEW_DRAFT.cron } });
  expect(sent?.args).not.toHaveProperty("schedule");
});

test("a single date and time is chosen instead of days and cron", async () => {
  const { user, door } = open({ "schedule.save": asksFirst });
  await screen.findByText(/^Means/);
  await user.click(screen.getByRole("radio", { name: "Once" }));
  expect(screen.queryByLabelText("Cron")).toBeNull();
  fireEvent.change(screen.getByLabelText("Date"), { target: { value: "2026-12-08" } });
  await waitFor(() => {
    const asked = door.calls.filter((call) => call.command === "schedule.preview").at(-1);
    expect(asked?.args).toMatchObject({ cron: "@once 2026-12-08T10:00" });
  });
});
