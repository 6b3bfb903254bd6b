import { createHashHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { expect, test } from "vitest";
import type { Schedule, ScheduleRemoved } from "@/rpc/types";
import { type FakeDoor, fakeDoor } from "../../../../../test/fake-door";
import { show } from "../../../../../test/show";
import { NEW_DRAFT } from "../../api/draft";
import { ScheduleActions } from "./ScheduleActions";
import { ScheduleDetail } from "./ScheduleDetail";

const open =
  "A window that was started by hand is open in New York until Mon 23 Nov 13:00, and goes on as it began.";

const schedule: Schedule = {
  id: "sch_1",
  connection: "con_1",
  connection_name: "Acme EU",
  draft: {
    ...NEW_DRAFT,
    name: "Spring",
    campaign_id: "renewals",
    left_out: ["America/New_York/US-RI"],
  },
  state: "active",
  sentence: "At 09:00 every day.",
  paused_because: null,
  zone_release: "2026e",
  moved: [],
  next: [],
  contacts: 1900,
  zones: 8,
  last_run: null,
  created_at: "2026-11-23T08:00:00Z",
  updated_at: "2026-11-23T08:00:00Z",
  going_on: [open],
};

/** Among pages, since its parts link to others. */
function showAmongPages(part: ReactNode, door: FakeDoor) {
  const routeTree = createRootRoute({ component: () => part });
  show(<RouterProvider router={createRouter({ routeTree, history: createHashHistory() })} />, { door });
}

async function remove(answer: ScheduleRemoved) {
  const user = userEvent.setup();
  const campaign = { id: "renewals", name: "Renewals" };
  showAmongPages(
    <ScheduleActions schedule={schedule} campaign={campaign} onRemoved={() => {}} />,
    fakeDoor({ "schedule.remove": answer }),
  );
  await user.click(await screen.findByRole("button", { name: /More/ }));
  await user.click(await screen.findByRole("menuitem", { name: "Remove…" }));
  const question = within(await screen.findByRole("dialog", { name: "Remove the schedule “Spring”?" }));
  question.getByText(open);
  fireEvent.change(question.getByRole("textbox"), { target: { value: "Spring" } });
  await user.click(question.getByRole("button", { name: "Remove Spring" }));
}

test("a removal names the windows that go on, before and after", async () => {
  const words =
    "It was started by hand and goes on until Mon 23 Nov 13:00 (New York). Stop its run to end it.";
  await remove({
    going_on: [{ window: "win_1", zone: "America/New_York", state: "begun", words, next_try: null }],
  });
  await screen.findByText("“Spring” is removed; 1 calling window goes on");
  screen.getByText(`New York: ${words}`);
});

test("a removal that leaves nothing says that it is done", async () => {
  await remove({});
  await screen.findByText("“Spring” is removed; its runs stay");
});

test("a schedule shows which groups are left out, and windows of its campaign that were left", async () => {
  const kept = {
    id: "win_2",
    run: "run_2",
    connection: "Acme EU",
    campaign_id: "renewals",
    zone: "Asia/Kolkata",
    place: "Kolkata",
    start: "2026-11-24T03:30:00Z",
    end: "2026-11-24T07:30:00Z",
    words: "Tue 24 Nov 09:00–13:00 (UTC+05:30)",
    state: "begun" as const,
    contacts: 318,
    why: "A person let it stand in spite of a rule: No calls.",
  };
  showAmongPages(
    <ScheduleDetail schedule={schedule} campaigns={[]} onRemoved={() => {}} />,
    fakeDoor({ "window.kept": [kept, { ...kept, id: "win_3", campaign_id: "winbacks" }] }),
  );
  await screen.findByText("Left as decided");
  expect(screen.getAllByText(/Kolkata, Tue 24 Nov/)).toHaveLength(1);
  screen.getByText("Left out");
  screen.getByText("New York, US-RI");
});
