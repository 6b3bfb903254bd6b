import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { Failure } from "@/lib/failure";
import type { Forbidden, HouseRule, Rules } from "@/rpc/types";
import { fakeDoor } from "../../../test/fake-door";
import { show } from "../../../test/show";
import { RuleForm } from "./components/rules/RuleForm";
import { Standing } from "./components/rules/Standing";
import { StandingChoice } from "./components/rules/StandingChoice";

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

/** At once: typing it key by key takes seconds on a busy machine. */
function fill(label: string, value: string) {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

const rules: Rules = { version: "1", rules: [], remark: "" };

test("a rule that forbids windows at the tenant lists them, and is saved only with what becomes of them", async () => {
  const user = userEvent.setup();
  const add = (rule: HouseRule) => {
    if (rule.standing == null) {
      const sentence = "This forbids 1 submitted window, 318 contacts: Kolkata.";
      throw new Failure("refused", sentence, "Choose.", { field: "standing", forbidden: [kolkata] });
    }
    return rules;
  };
  const { door } = show(<RuleForm rule={undefined} open onClose={() => {}} />, {
    door: fakeDoor({ "rule.add": add }),
  });
  await screen.findByLabelText("Id");
  fill("Id", "no-india");
  fill("Where", "IN");
  await user.click(screen.getByRole("radio", { name: "No calls at all" }));
  fill("Why", "No licence");
  await user.click(screen.getByRole("button", { name: "Add a rule of the house" }));
  expect((await screen.findByRole("status")).textContent).toContain(
    "1 window that is scheduled in CXone, 318",
  );
  screen.getByText(/Kolkata, Tue 24 Nov 09:00–13:00/);
  const shorten = screen.getByRole("radio", { name: /^Shorten them/ });
  expect((shorten as HTMLInputElement).disabled, "nothing of it is allowed").toBe(true);
  await user.click(screen.getByRole("button", { name: "Save and withdraw" }));
  await screen.findByText("no-india holds from now on");
  const asked = door.calls.map((call) => (call.args as HouseRule).standing ?? null);
  expect(asked).toEqual([null, "withdraw"]);
});

test("a rule that could not withdraw what it forbids says what still stands", async () => {
  const user = userEvent.setup();
  const left: Rules = { ...rules, still_standing: [{ ...kolkata, state: "withdrawing" }] };
  show(<RuleForm rule={undefined} open onClose={() => {}} />, { door: fakeDoor({ "rule.add": left }) });
  await screen.findByLabelText("Id");
  fill("Id", "no-india");
  fill("Where", "IN");
  fill("Why", "No licence");
  await user.click(screen.getByRole("button", { name: "Add a rule of the house" }));
  await screen.findByText("1 window still stands in CXone: Kolkata");
  screen.getByText(/^no-india holds from now on\. What is being withdrawn is tried again/);
});

test("the rules show what is scheduled in spite of one, as long as it is", async () => {
  const door = fakeDoor({
    "rule.standing": { sentence: "", contacts: 318, forbidden: [{ ...kolkata, state: "stuck" }] },
  });
  show(<Standing />, { door });
  const part = await screen.findByRole("region", { name: "Scheduled in spite of a rule" });
  expect(part.textContent).toContain("1 window is scheduled in CXone in spite of a rule, and may dial");
  expect(part.textContent).toContain("Kolkata, Tue 24 Nov 09:00–13:00 (UTC+05:30): 318 contacts");
  expect(screen.getByRole("link", { name: "Decide on the Board" }).getAttribute("href")).toBe("#/");
});

test("what was decided about a window is shown in the place of its state", async () => {
  const forbidden: Forbidden[] = [{ ...kolkata, state: "withdrawing", decided: "shorten" }];
  show(<Standing />, { door: fakeDoor({ "rule.standing": { sentence: "", contacts: 318, forbidden } }) });
  const part = await screen.findByRole("region", { name: "Scheduled in spite of a rule" });
  expect(part.textContent).toContain("being shortened");
});

test("a window of which a part is allowed says to which hours it is shortened", () => {
  const later: Forbidden = {
    ...kolkata,
    allowed_from: "2026-11-24T04:30:00Z",
    allowed_until: "2026-11-24T07:30:00Z",
  };
  const earlier: Forbidden = { ...kolkata, id: "win_2", allowed_until: "2026-11-24T05:30:00Z" };
  show(<StandingChoice forbidden={[later, earlier]} value="shorten" onChange={() => {}} />);
  screen.getByText(/318 contacts, campaign renewals; shortened to 10:00–13:00$/);
  screen.getByText(/318 contacts, campaign renewals; shortened to 11:00$/);
});
