import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { looksOf } from "@/components/state-mark";
import { Failure } from "@/lib/failure";
import { fakeDoor } from "../../../test/fake-door";
import { dncEvent, dncImport, dncLookup, dncStatus, lookedAt } from "../../../test/samples/dnc";
import { show } from "../../../test/show";
import { AddSheet } from "./components/AddSheet";
import { ImportDetail } from "./components/ImportDetail";
import { isCount } from "./components/import/ConfirmCount";
import { LookupSheet } from "./components/LookupSheet";
import { LOOKS, lookOf } from "./components/looks";
import { wordsOf } from "./components/OnTheWay";
import { Waits } from "./components/Waits";
import { waitsOf } from "./components/waits";

const none = { "dnc.refused": { rows: [], total: 0, next: null } };

test("an import is undone after it was named, and what CXone holds is said to stay", async () => {
  const user = userEvent.setup();
  const undone = dncImport({ state: "undone" });
  const { door } = show(<ImportDetail of={dncImport()} onGoOn={() => {}} />, {
    door: fakeDoor({ ...none, "dnc.undo": undone }),
  });
  await user.click(screen.getByRole("button", { name: "Undo…" }));
  const sheet = await screen.findByRole("dialog", { name: "Undo the import of acme-nov.csv?" });
  expect(within(sheet).getByText(/stay blocked there/)).toBeVisible();
  expect(door.calls.filter((call) => call.command === "dnc.undo")).toEqual([]);
  await user.click(within(sheet).getByRole("button", { name: "Undo acme-nov.csv" }));
  await screen.findByText("acme-nov.csv is undone");
  expect(door.calls.find((call) => call.command === "dnc.undo")?.args).toEqual({ import: "imp_1" });
});

test("numbers are released only with their count typed", async () => {
  const user = userEvent.setup();
  const of = dncImport({ state: "undone", to_release: 12 });
  const { door } = show(<Waits imports={[of]} refused={0} onGoOn={() => {}} />, {
    door: fakeDoor({ "dnc.release": dncImport({ mode: "release" }) }),
  });
  await user.click(screen.getByRole("button", { name: /^Release…/ }));
  const verb = await screen.findByRole("button", { name: "Release 12 numbers" });
  expect(verb).toBeDisabled();
  await user.type(screen.getByRole("textbox", { name: "Type 12 to confirm" }), "12");
  await user.click(verb);
  await screen.findByText("12 numbers are being released");
  expect(door.calls.find((call) => call.command === "dnc.release")?.args).toEqual({
    import: "imp_1",
    count: 12,
  });
});

test("a count that changed meanwhile is said, and nothing is released", async () => {
  const user = userEvent.setup();
  const release = () => {
    throw new Failure("needs_confirmation", "13 wait to be released, not 12.");
  };
  show(<Waits imports={[dncImport({ to_release: 12 })]} refused={0} onGoOn={() => {}} />, {
    door: fakeDoor({ "dnc.release": release }),
  });
  await user.click(screen.getByRole("button", { name: /^Release…/ }));
  await user.type(await screen.findByRole("textbox", { name: "Type 12 to confirm" }), "12");
  await user.click(screen.getByRole("button", { name: "Release 12 numbers" }));
  await screen.findByText("13 wait to be released, not 12.");
});

test("a push is paused", async () => {
  const user = userEvent.setup();
  const door = fakeDoor({ ...none, "dnc.import_push": dncImport() });
  show(<ImportDetail of={dncImport()} onGoOn={() => {}} />, { door });
  await user.click(screen.getByRole("button", { name: "Pause" }));
  await waitFor(() =>
    expect(door.calls.find((call) => call.command === "dnc.import_push")?.args).toEqual({
      import: "imp_1",
      push: false,
    }),
  );
});

test("what was never pushed says so, and offers it", () => {
  const of = dncImport({ push: false, passed: 0, confirmed: 0, known: 0 });
  show(<ImportDetail of={of} onGoOn={() => {}} />, { door: fakeDoor(none) });
  expect(screen.getByRole("button", { name: "Push to CXone" })).toBeVisible();
  expect(screen.getByText("CXone does not get its numbers until you say so.")).toBeVisible();
});

test("refused rows stand with line, cell and reason, and leave as the engine's file", async () => {
  const user = userEvent.setup();
  const row = { place: 1, line: 7, cell: "4.15555E+09", reason: "Digits were lost." };
  const file = { file: "file_9", name: "acme-nov-refused.csv", rows: 1 };
  const { door } = show(<ImportDetail of={dncImport({ refused: 1 })} onGoOn={() => {}} />, {
    door: fakeDoor({ "dnc.refused": { rows: [row], total: 1, next: null }, "dnc.refused_export": file }),
  });
  expect(await screen.findByRole("row", { name: "7 4.15555E+09 Digits were lost." })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Save as a file" }));
  await screen.findByText("1 row saved");
  expect(door.calls.find((call) => call.command === "dnc.refused_export")?.args).toEqual({ import: "imp_1" });
});

test("a number that is looked up says what holds, what CXone confirmed, and who said what", async () => {
  const user = userEvent.setup();
  const onChange = vi.fn();
  const { door } = show(
    <LookupSheet connection="con_1" written="(415) 555-2671" onClose={() => {}} onChange={onChange} />,
    { door: fakeDoor({ "dnc.lookup": dncLookup() }) },
  );
  const sheet = await screen.findByRole("dialog", { name: "Number +1 415 ***-**71" });
  expect(within(sheet).getByText(/^must not be called, since/)).toBeVisible();
  expect(within(sheet).getByText(/^confirmed that it is blocked/)).toBeVisible();
  expect(within(sheet).getByText("Reason: asked on the phone")).toBeVisible();
  expect(within(sheet).getByText(/import: maria · acme-nov\.csv: acme-nov\.csv, line 7/)).toBeVisible();
  expect(within(sheet).getByText("To hold until 2031-11-20, as the file says")).toBeVisible();
  expect(door.calls[0]?.args).toEqual({ connection: "con_1", number: "(415) 555-2671" });
  await user.click(within(sheet).getByRole("button", { name: "Take it off the list…" }));
  expect(onChange).toHaveBeenCalledWith("in");
});

test("a number of which nothing is known, and one that is none, are told apart", async () => {
  const nothing = dncLookup({ holds: null, confirmed: null, events: [], in_plan: false });
  const sheet = (written: string) => (
    <LookupSheet connection="con_1" written={written} onClose={() => {}} onChange={() => {}} />
  );
  const { unmount } = show(sheet("4155552671"), { door: fakeDoor({ "dnc.lookup": nothing }) });
  await screen.findByText("Nothing was ever said of it: it is not on the list");
  expect(screen.getByText(/does not list this number/)).toBeVisible();
  unmount();
  const wrong = () => {
    throw new Failure("invalid", "number: 12 is too short.", undefined, { field: "number" });
  };
  show(sheet("12"), { door: fakeDoor({ "dnc.lookup": wrong }) });
  await screen.findByText(/12 is too short/);
});

test("a number is added with direction and reason, and without one it is not", async () => {
  const user = userEvent.setup();
  const { door } = show(<AddSheet connection="con_1" onClose={() => {}} />, {
    door: fakeDoor({ "dnc.add": { holds: true, lookup: dncLookup() } }),
  });
  await user.type(screen.getByRole("textbox", { name: "Number" }), "415 555 2671");
  await user.click(screen.getByRole("button", { name: "Put it on the list" }));
  await screen.findByText("Say why, in 1 to 500 characters.");
  expect(door.calls).toEqual([]);
  await user.click(screen.getByRole("radio", { name: "May be called again" }));
  await user.type(screen.getByRole("textbox", { name: "Reason" }), "asked for it");
  await user.click(screen.getByRole("button", { name: "Take it off the list" }));
  await screen.findByText("+1 415 ***-**71 is off the do-not-call list");
  expect(door.calls[0]?.args).toEqual({
    connection: "con_1",
    number: "415 555 2671",
    direction: "in",
    reason: "asked for it",
  });
});

test("what changed nothing is not called done", async () => {
  const user = userEvent.setup();
  show(<AddSheet connection="con_1" number="415 555 2671" onClose={() => {}} />, {
    door: fakeDoor({ "dnc.add": { holds: false, lookup: dncLookup() } }),
  });
  await user.type(screen.getByRole("textbox", { name: "Reason" }), "asked");
  await user.click(screen.getByRole("button", { name: "Put it on the list" }));
  await screen.findByText("Kept, and nothing changed");
});

test("what waits comes in the order of its weight, and only the newest file of a list waits for corrections", () => {
  const imports = [
    dncImport({ id: "a", list: "x", refused: 3 }),
    dncImport({ id: "b", list: "x", refused: 9, to_release: 4, state: "undone" }),
    dncImport({ id: "c", list: "x", refused: 9 }),
    lookedAt({ id: "d", list: "y" }),
    dncImport({ id: "e", list: "z", state: "stopped", dead: 2 }),
    dncImport({ id: "f", list: "w", state: "failed" }),
    dncImport({ id: "g", list: "v", state: "reading", refused: 2 }),
  ];
  const keys = (left: string[]) => waitsOf(imports, left, 2).map(({ kind, of }) => `${kind} ${of.id}`);
  expect(keys([])).toEqual(["release b", "looked d", "stopped e", "dead e", "failed f", "refused a"]);
  expect(keys(["stopped e", "refused a"])).toEqual(["release b", "looked d", "dead e", "failed f"]);
  const sentAgain = waitsOf(imports, [], 0).map(({ kind }) => kind);
  expect(sentAgain, "what CXone took at a later try is refused no more").not.toContain("dead");
});

test("what a person leaves goes, and what was looked at can be gone on with or forgotten", async () => {
  const user = userEvent.setup();
  const onGoOn = vi.fn();
  const looked = lookedAt({ id: "d", file: "optins.csv", lifts: 311 });
  const stopped = dncImport({ id: "e", state: "stopped", file: "stopped.csv" });
  const { door } = show(<Waits imports={[looked, stopped]} refused={0} onGoOn={onGoOn} />, {
    door: fakeDoor({ "dnc.import_stop": looked }),
  });
  expect(screen.getByRole("heading", { name: "Waits for you (2)" })).toBeVisible();
  expect(screen.getByText("It takes 311 numbers off the list.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: /^Keep/ }));
  expect(screen.queryByText("The import of stopped.csv was stopped")).toBeNull();
  await user.click(screen.getByRole("button", { name: /^Go on…/ }));
  expect(onGoOn).toHaveBeenCalledWith(looked);
  await user.click(screen.getByRole("button", { name: /^Forget it/ }));
  await waitFor(() => expect(door.calls.map(({ args }) => args)).toEqual([{ import: "d" }]));
});

test("each state of an import has a word, and a shape of its own", () => {
  const shapes = Object.values(LOOKS).map((state) => looksOf(state).shape);
  expect(new Set(shapes).size, shapes.join(" ")).toBe(shapes.length);
  const settled = { confirmed: 700, known: 290, passed: 990 };
  const cases = [
    lookOf(dncImport()),
    lookOf(dncImport({ push: false })),
    lookOf(dncImport({ push: false, passed: 0, confirmed: 0, known: 0 })),
    lookOf(dncImport(settled)),
    lookOf(dncImport({ ...settled, known: 289, dead: 1 })),
    lookOf(dncImport({ ...settled, state: "undone" })),
  ];
  expect(cases).toEqual(["pushing", "paused", "imported", "confirmed", "partly", "undone"]);
});

test("what is on its way says its age, and what there is none of is not said", () => {
  const now = Date.parse("2026-11-23T17:10:00Z");
  expect(wordsOf(dncStatus(), now)).toEqual([
    "2 numbers waiting",
    "1 being sent",
    "oldest opt-in or opt-out by a person: 40 s",
    "41 confirmed today",
    "half of them within 12 s",
  ]);
  const quiet = dncStatus({ waiting: 0, sending: 0, oldest: null, confirmed_today: 0, median_seconds: null });
  expect(wordsOf(quiet, now)).toEqual(["Nothing is on its way", "0 confirmed today"]);
});

test("a count may be typed with the reader's separators", () => {
  expect(["1204", "1,204", " 1 204 ", "1.204"].map((typed) => isCount(typed, 1_204))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(["", "120", "12040", "abc"].some((typed) => isCount(typed, 1_204))).toBe(false);
});

test("an event that takes back what a list said is no opt-in", async () => {
  const back = dncLookup({
    events: [dncEvent({ direction: null, source: "import", outcome: "taken_back" })],
  });
  show(<LookupSheet connection="con_1" written="1" onClose={() => {}} onChange={() => {}} />, {
    door: fakeDoor({ "dnc.lookup": back }),
  });
  await screen.findByText("A list takes back what it said");
  expect(screen.queryByText("May be called")).toBeNull();
});
