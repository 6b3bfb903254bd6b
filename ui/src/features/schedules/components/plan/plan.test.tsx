import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { Failure } from "@/lib/failure";
import type { ConfirmedWindow, Plan, PlannedRequest } from "@/rpc/types";
import { fakeDoor } from "../../../../../test/fake-door";
import { show } from "../../../../../test/show";
import { PlanSheet } from "./PlanSheet";

const withdrawn: ConfirmedWindow = {
  campaign_id: "renewals",
  zone: "America/Chicago",
  start: "2026-11-23T16:00:00Z",
  end: "2026-11-23T20:00:00Z",
  contacts: 96,
};

function request(action: PlannedRequest["action"], start: string): PlannedRequest {
  const at = { zone: "America/Chicago", start, end: "2026-11-23T20:00:00Z", words: "" };
  return {
    ...at,
    action,
    method: action === "create" ? "POST" : "DELETE",
    path: "/api/v2/outbound/campaigns/renewals/schedules",
    body: null,
    contacts: 96,
    verdict: "legal",
    rule: null,
    federal_hours_only: false,
  };
}

const plan: Plan = {
  requests: [request("withdraw", withdrawn.start), request("create", "2026-11-23T15:12:05Z")],
  refused: [],
  warnings: ["The start at Mon 23 Nov 10:00 is withdrawn: Chicago, 96 contacts."],
  contacts: { legal: 96, clamped: 0, refused: 0, needs_zone: 0, invalid: 0 },
  withdraws: [withdrawn],
  zone_release: "2026e",
  rules_version: "v1",
};

test("running a saved schedule now shows the start it withdraws, and confirms exactly that", async () => {
  const user = userEvent.setup();
  const asked = "The start at Mon 23 Nov 10:00 is withdrawn: Chicago, 97 contacts.";
  const { door } = show(
    <PlanSheet name="Spring" args={{ schedule: "sch_1", now: true }} onClose={() => {}} />,
    {
      door: fakeDoor({
        "schedule.plan": plan,
        "schedule.run_now": () => {
          throw new Failure("needs_confirmation", asked, undefined, { windows: [withdrawn] });
        },
      }),
    },
  );
  await screen.findByText("The start at Mon 23 Nov 10:00 is withdrawn: Chicago, 96 contacts.");
  await user.click(screen.getByRole("button", { name: "Run now in 1 zone" }));
  await screen.findByText(asked);
  const sent = door.calls.find((call) => call.command === "schedule.run_now");
  expect(sent?.args).toEqual({ id: "sch_1", confirmed: [withdrawn] });
  const plans = () => door.calls.filter((call) => call.command === "schedule.plan").length;
  await waitFor(() => expect(plans(), "what is there now is read and shown").toBe(2));
});

test("a plan says how many contacts are left out", async () => {
  const leaving: Plan = { ...plan, contacts: { ...plan.contacts, left_out: 12 } };
  show(<PlanSheet name="Spring" args={{ schedule: "sch_1", now: true }} onClose={() => {}} />, {
    door: fakeDoor({ "schedule.plan": leaving }),
  });
  await screen.findByText("12 contacts are left out and not called");
});
