import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { Forbidden, Need, RuleEffect } from "@/rpc/types";
import { fakeDoor } from "../../../test/fake-door";
import { show } from "../../../test/show";
import { ForbiddenWindows } from "./components/ForbiddenWindows";

const kolkata: Forbidden = {
  kind: "window",
  id: "win_1",
  run: "run_1",
  campaign_id: "renewals",
  zone: "Asia/Kolkata",
  place: "Kolkata",
  start: "2026-11-24T03:30:00Z",
  end: "2026-11-24T07:30:00Z",
  words: "Tue 24 Nov 09:00–13:00 (UTC+05:30)",
  state: "submitted",
  contacts: 318,
  rule: { id: "no-india", version: 1, source: "rule of the house", words: "No calls." },
  allowed_until: null,
};

const need: Need = {
  kind: "forbidden_windows",
  subject: "no-india",
  title: "The rule no-india forbids what is scheduled in CXone: Kolkata",
  detail: "",
  since: "2026-11-23T08:00:00Z",
  link: "/runs",
  ids: ["win_1"],
};

const nothing: RuleEffect = { sentence: "", contacts: 0, forbidden: [] };
const standing: RuleEffect = { sentence: "", contacts: 318, forbidden: [kolkata] };

async function withdraw(left: RuleEffect) {
  const user = userEvent.setup();
  const { door } = show(<ForbiddenWindows need={need} />, {
    door: fakeDoor({ "rule.standing": standing, "rule.decide": left }),
  });
  await user.click(await screen.findByRole("button", { name: /^Withdraw: / }));
  await screen.findByRole("dialog", { name: "Withdraw 1 window?" });
  const asked = door.calls.filter((call) => call.command === "rule.decide");
  expect(asked, "nothing is withdrawn by the first click").toEqual([]);
  await screen.findByText("Kolkata, Tue 24 Nov 09:00–13:00 (UTC+05:30): 318 contacts");
  await user.click(screen.getByRole("button", { name: "Withdraw 1 window" }));
  return door;
}

test("withdrawing on the Board asks first, with count, place and contacts", async () => {
  const door = await withdraw(nothing);
  await screen.findByText("1 window is decided");
  const asked = door.calls.find((call) => call.command === "rule.decide");
  expect(asked?.args).toEqual({ ids: ["win_1"], standing: "withdraw" });
});

test("what could not be withdrawn is said, and not called decided", async () => {
  await withdraw({ ...standing, forbidden: [{ ...kolkata, state: "withdrawing" }] });
  await screen.findByText("1 window is still scheduled in CXone");
  expect(screen.queryByText("1 window is decided")).toBeNull();
});

test("what is being withdrawn was decided, and is not asked about again", async () => {
  const decided: RuleEffect = {
    ...standing,
    forbidden: [
      { ...kolkata, state: "withdrawing", decided: "withdraw", trouble: "The tenant answered 503." },
    ],
  };
  show(<ForbiddenWindows need={need} />, { door: fakeDoor({ "rule.standing": decided }) });
  await screen.findByText("Being withdrawn");
  expect(screen.queryByRole("button")).toBeNull();
});

test("only the windows that nobody decided about are decided", async () => {
  const user = userEvent.setup();
  const both: RuleEffect = {
    ...standing,
    forbidden: [
      kolkata,
      { ...kolkata, id: "win_2", place: "Delhi", state: "withdrawing", decided: "withdraw" },
    ],
  };
  const { door } = show(<ForbiddenWindows need={{ ...need, ids: ["win_1", "win_2"] }} />, {
    door: fakeDoor({ "rule.standing": both, "rule.decide": nothing }),
  });
  await waitFor(() => expect(door.calls.some((call) => call.command === "rule.standing")).toBe(true));
  await user.click(await screen.findByRole("button", { name: /^Let it stand: / }));
  await waitFor(() => {
    const asked = door.calls.find((call) => call.command === "rule.decide");
    expect(asked?.args).toEqual({ ids: ["win_1"], standing: "keep" });
  });
});
