import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { Failure } from "@/lib/failure";
import type { Connection, ConnectionRemoval, Dependents } from "@/rpc/types";
import { fakeDoor } from "../../../test/fake-door";
import { show } from "../../../test/show";
import { draftOf, saveOf } from "./components/connections/draft";
import { RemoveSheet } from "./components/connections/RemoveSheet";

const acme: Connection = {
  id: "con_1",
  settings: { ...saveOf(undefined, { ...draftOf(undefined), name: "Acme EU" }).settings },
  stand_in: false,
  has_secret: true,
  health: { state: "good", words: "", latency_ms: null, token_until: null, waiting_until: null },
  created_at: "2026-11-23T08:00:00Z",
};

const dependents: Dependents = {
  schedules: [{ id: "sch_1", name: "Spring renewals" }],
  windows: [
    {
      id: "win_1",
      run: "run_1",
      campaign_id: "renewals",
      zone: "America/Chicago",
      place: "Chicago",
      words: "Mon 23 Nov 10:00–14:00 (UTC−06:00)",
      end: "2026-11-23T20:00:00Z",
      state: "submitted",
      contacts: 96,
    },
  ],
};

/** Types the name, presses, and chooses what becomes of the windows where that is asked. */
async function remove(depends: Dependents, choice?: RegExp) {
  const user = userEvent.setup();
  const answer = ({ standing }: ConnectionRemoval) => {
    if (standing == null) throw new Failure("refused", "Acme EU has 1 active schedule.", "Say.", depends);
    return { kept: [] };
  };
  const { door } = show(<RemoveSheet connection={acme} open onClose={() => {}} />, {
    door: fakeDoor({ "connection.remove": answer }),
  });
  await user.type(await screen.findByRole("textbox"), "Acme EU");
  await user.click(screen.getByRole("button", { name: "Remove Acme EU" }));
  const part = await screen.findByRole("region", { name: "What depends on it" });
  const said = part.textContent;
  if (choice) await user.click(screen.getByRole("radio", { name: choice }));
  await user.click(screen.getByRole("button", { name: "Remove Acme EU" }));
  await screen.findByText("Acme EU is removed");
  return { said, chosen: door.calls.map((call) => (call.args as ConnectionRemoval).standing ?? null) };
}

test("a removal lists the schedules that stop and the windows that stand, and asks what becomes of them", async () => {
  const { said, chosen } = await remove(dependents, /^Leave them/);
  expect(said).toContain("1 active schedule stops");
  expect(said).toContain("Spring renewals");
  expect(said).toContain("Chicago, Mon 23 Nov 10:00–14:00 (UTC−06:00): 96 contacts");
  expect(chosen).toEqual([null, "keep"]);
});

test("where nothing stands in CXone there is nothing to choose, and the schedules are still named", async () => {
  const { said, chosen } = await remove({ ...dependents, windows: [] });
  expect(said).toContain("Spring renewals");
  expect(screen.queryByRole("radio")).toBeNull();
  expect(chosen).toEqual([null, "withdraw"]);
});
