import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { Failure } from "@/lib/failure";
import type { MissedFire, MissedMove, MissedPlan, SubmitReport } from "@/rpc/types";
import { fakeDoor } from "../../../test/fake-door";
import { show } from "../../../test/show";
import { MoveSheet } from ".";
import { zonesOf } from "./start-at";

const fire: MissedFire = {
  id: "mis_1",
  schedule: "sch_1",
  name: "Spring renewals",
  zone: "America/Chicago|America/New_York",
  place: "Chicago or New York",
  occurrence: "2026-11-23T09:00",
  due: "2026-11-23T15:00:00Z",
  reason: "The program was not running from 08:52 to 09:31.",
  legal_until: null,
  contacts: 433,
};

const rule = { id: "us-federal-hours", version: 1, source: "47 CFR", words: "No calls after 21:00." };
const plan: MissedPlan = {
  start: "2026-11-24T03:30:00Z",
  zones: [
    {
      schedule: "sch_1",
      name: "Spring renewals",
      zone: "America/Chicago",
      place: "Chicago",
      contacts: 433,
      words: "Mon 23 Nov 21:30",
      verdict: "refused",
      rule,
    },
  ],
};

function open(planned: MissedPlan | ((asked: MissedMove) => MissedPlan)) {
  const door = fakeDoor({ "missed.plan": planned, "missed.move": {} as SubmitReport });
  show(<MoveSheet fires={[fire]} open onClose={() => {}} onDone={() => {}} />, { door });
  return door;
}

async function typeIn(date: string, time: string) {
  await userEvent.click(await screen.findByRole("radio", { name: "At a time" }));
  fireEvent.change(screen.getByLabelText("Date"), { target: { value: date } });
  await userEvent.click(screen.getByLabelText("Time, hours"));
  await userEvent.keyboard(time);
}

const move = () => userEvent.click(screen.getByRole("button", { name: "Move 1 start" }));

test("a wall time goes to the engine with its zone, and the engine's answer alone is shown", async () => {
  const door = open(plan);
  await typeIn("2026-11-23", "2130");
  const to = { at: "local", time: "2026-11-23T21:30", zone: "America/Chicago" };
  await waitFor(() =>
    expect(door.calls.at(-1)).toEqual({ command: "missed.plan", args: { ids: ["mis_1"], to } }),
  );
  expect(await screen.findByText(/^That is 03:30Z Tue 24 Nov/)).toBeVisible();
  expect(screen.getByText("Mon 23 Nov 21:30")).toBeVisible();
  expect(screen.getByText("No calls after 21:00.")).toBeVisible();
  await move();
  await waitFor(() =>
    expect(door.calls.at(-1)).toEqual({ command: "missed.move", args: { ids: ["mis_1"], to } }),
  );
});

test("a time that the clocks skip is refused under its field, in the engine's words", async () => {
  open(({ to }) => {
    if (to.at !== "local") return plan;
    throw new Failure("invalid", "The clocks in Chicago skip 02:30 on Sun 8 Mar.", undefined, {
      field: "time",
    });
  });
  await typeIn("2026-03-08", "0230");
  expect(await screen.findByText("The clocks in Chicago skip 02:30 on Sun 8 Mar.")).toBeVisible();
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.queryByText(/^That is/)).toBeNull();
});

test("half a time is not sent", async () => {
  const door = open(plan);
  await typeIn("2026-11-23", "21");
  await move();
  expect(await screen.findByText("Choose a date and a time.")).toBeVisible();
  expect(door.calls.some(({ command }) => command === "missed.move")).toBe(false);
});

test("each zone of the missed starts can be chosen, once", () => {
  const zones = zonesOf([fire, { ...fire, zone: "America/Chicago" }]);
  expect(zones).toEqual(["America/Chicago", "America/New_York"]);
});
