import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { KeptWindow } from "@/rpc/types";
import { fakeDoor } from "../../../test/fake-door";
import { show } from "../../../test/show";
import { KeptWindows } from "./KeptWindows";

const kolkata: KeptWindow = {
  id: "win_1",
  run: "run_1",
  connection: "Acme EU",
  campaign_id: "renewals",
  zone: "Asia/Kolkata",
  place: "Kolkata",
  start: "2026-11-24T03:30:00Z",
  end: "2026-11-24T07:30:00Z",
  words: "Tue 24 Nov 09:00–13:00 (UTC+05:30)",
  state: "begun",
  contacts: 318,
  why: "A person let it stand in spite of a rule: No calls to India.",
};

test("windows that were left are named with their place, hours, contacts and reason", async () => {
  show(<KeptWindows />, { door: fakeDoor({ "window.kept": [kolkata] }) });
  await screen.findByText("Left as decided");
  screen.getByText("Kolkata, Tue 24 Nov 09:00–13:00 (UTC+05:30): 318 contacts, campaign renewals, Acme EU");
  screen.getByText(/in spite of a rule: No calls to India\./);
  screen.getByText("Nothing here ends these calling windows: people are called in each until its end.");
});

test("a schedule shows those of its own campaign alone, and nothing where there are none", async () => {
  const { door } = show(<KeptWindows only={({ campaign_id }) => campaign_id === "winbacks"} />, {
    door: fakeDoor({ "window.kept": [kolkata] }),
  });
  await expect.poll(() => door.calls.length).toBe(1);
  expect(screen.queryByText("Left as decided")).toBeNull();
});
