import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Failure } from "@/lib/failure";
import type { DncImport, DncLookAt } from "@/rpc/types";
import { type FakeDoor, fakeDoor } from "../../../test/fake-door";
import { lookedAt } from "../../../test/samples/dnc";
import { show } from "../../../test/show";
import { ImportSheet } from "./components/import/ImportSheet";

const file = new File(["4155552671,03/04/2026\n"], "acme.csv");
const list = () => screen.getByLabelText("Do-not-call list", { selector: "input" });

/** An import sheet at a door; uploads are numbered. */
function open(answers: FakeDoor["answers"], begun?: DncImport) {
  const door = fakeDoor({ "file.forget": {}, ...answers });
  let uploads = 0;
  door.upload = async () => `file_${++uploads}`;
  const onClose = vi.fn();
  const onImported = vi.fn();
  const view = show(
    <ImportSheet
      connection="con_1"
      lists={["acme.csv"]}
      begun={begun}
      onClose={onClose}
      onImported={onImported}
    />,
    { door },
  );
  const asked = (command: string) =>
    door.calls.filter((call) => call.command === command).map(({ args }) => args);
  return { ...view, door, onClose, onImported, asked, user: userEvent.setup() };
}

test("a file is dropped, a question answered, the count typed, and it goes", async () => {
  const lifting = lookedAt({ file: "acme.csv", lifts: 311, lifts_people: 12, confirm: 311 });
  const look = ({ date_order }: DncLookAt): DncImport => {
    if (date_order !== "dmy") {
      const words = "date_order: the dates of this file can be read in two ways.";
      throw new Failure("invalid", words, undefined, { field: "date_order" });
    }
    return lifting;
  };
  const { user, asked, onImported } = open({
    "dnc.look": look,
    "dnc.import": { ...lifting, state: "writing" },
  });
  await user.upload(list(), file);
  await screen.findByText("One question before it can be read");
  expect(screen.getByText("The dates of this file can be read in two ways.")).toBeVisible();
  const order = screen.getByRole("combobox", { name: "Dates such as 03/04/2026" });
  expect(order).toHaveFocus();
  await user.click(order);
  await user.click(await screen.findByRole("option", { name: "day first: 3 April" }));

  await screen.findByText("311 numbers come off the list");
  expect(screen.getByText(/The owners of 12 of them opted out themselves\./)).toBeVisible();
  expect(asked("dnc.look"), "each look is handed the file anew").toEqual([
    { connection: "con_1", file: "file_1", name: "acme.csv" },
    { connection: "con_1", file: "file_2", name: "acme.csv", date_order: "dmy" },
  ]);
  expect(asked("file.forget"), "what was refused is not left lying").toEqual([{ file: "file_1" }]);

  const go = screen.getByRole("button", { name: "Import and push" });
  expect(go).toBeDisabled();
  expect(screen.getByRole("button", { name: "Import only" })).toBeDisabled();
  await user.type(screen.getByRole("textbox", { name: "Type 311 to confirm" }), "31");
  expect(go).toBeDisabled();
  await user.type(screen.getByRole("textbox", { name: "Type 311 to confirm" }), "1");
  await user.click(go);
  await waitFor(() => expect(onImported).toHaveBeenCalled());
  expect(asked("dnc.import")).toEqual([{ import: "imp_1", push: true, count: 311 }]);
});

test("importing alone pushes nothing and sends no count where none is asked", async () => {
  const { user, asked, onImported, unmount } = open({
    "dnc.look": lookedAt(),
    "dnc.import": lookedAt({ state: "writing" }),
    "dnc.import_stop": lookedAt(),
  });
  await user.upload(list(), file);
  await user.click(await screen.findByRole("button", { name: "Import only" }));
  await waitFor(() => expect(onImported).toHaveBeenCalled());
  expect(asked("dnc.import")).toEqual([{ import: "imp_1", push: false, count: undefined }]);
  unmount();
  expect(asked("dnc.import_stop"), "what is imported is not stopped by closing the sheet").toEqual([]);
});

test("closing the sheet forgets what was looked at", async () => {
  const { user, asked, unmount } = open({ "dnc.look": lookedAt(), "dnc.import_stop": lookedAt() });
  await user.upload(list(), file);
  await screen.findByRole("button", { name: "Import and push" });
  unmount();
  expect(asked("dnc.import_stop")).toEqual([{ import: "imp_1" }]);
});

test("a look that ends after the sheet was closed is forgotten then", async () => {
  let answer: (of: DncImport) => void = () => {};
  const { user, asked, unmount } = open({
    "dnc.look": () =>
      new Promise<DncImport>((resolve) => {
        answer = resolve;
      }),
    "dnc.import_stop": lookedAt(),
  });
  await user.upload(list(), file);
  await screen.findByText("Reading acme.csv. Nothing is written.");
  unmount();
  expect(asked("dnc.import_stop")).toEqual([]);
  answer(lookedAt({ id: "imp_late" }));
  await waitFor(() => expect(asked("dnc.import_stop")).toEqual([{ import: "imp_late" }]));
});

test("an import that is refused leaves the look to be forgotten", async () => {
  const { user, asked, unmount } = open({
    "dnc.look": lookedAt(),
    "dnc.import": () => {
      throw new Failure("storage", "The disk is full.");
    },
    "dnc.import_stop": lookedAt(),
  });
  await user.upload(list(), file);
  await user.click(await screen.findByRole("button", { name: "Import and push" }));
  await screen.findByText("The disk is full.");
  unmount();
  expect(asked("dnc.import_stop")).toEqual([{ import: "imp_1" }]);
});

test("one that was looked at elsewhere stays when the sheet is closed", async () => {
  const { asked, unmount } = open({}, lookedAt());
  await screen.findByRole("button", { name: "Import and push" });
  unmount();
  expect(asked("dnc.import_stop")).toEqual([]);
});

test("pasted numbers go the way of a file", async () => {
  const { user, asked } = open({ "dnc.look": lookedAt(), "dnc.import_stop": lookedAt() });
  await user.type(screen.getByRole("textbox", { name: "Or paste numbers" }), "4155552671");
  await user.click(screen.getByRole("button", { name: "See what it would change" }));
  await screen.findByText("998 numbers in 1,000 rows. Nothing is written yet.");
  expect(asked("dnc.look")).toEqual([{ connection: "con_1", file: "file_1", name: "Pasted numbers" }]);
});

test("a country that is asked for is looked with once it is typed, and the look before is forgotten", async () => {
  const { user, asked } = open({ "dnc.look": lookedAt(), "dnc.import_stop": lookedAt() });
  await user.upload(list(), file);
  await screen.findByRole("button", { name: "Import and push" });
  await user.click(screen.getByText("How the file is read"));
  await user.type(screen.getByRole("textbox", { name: "Country of national numbers" }), "us{Enter}");
  await waitFor(() => expect(asked("dnc.look")).toHaveLength(2));
  expect(asked("dnc.look")[1]).toMatchObject({ region: "US" });
  expect(asked("dnc.import_stop")).toEqual([{ import: "imp_1" }]);
});

test("whether rows that delete make a change file is asked at the kind of the file", async () => {
  const { user, asked } = open({
    "dnc.look": ({ mode }: DncLookAt): DncImport => {
      if (mode === "changes") return lookedAt({ mode });
      const hint = "Say `--changes` where it is a change file.";
      throw new Failure("invalid", "changes: Some rows delete (D).", hint, { field: "changes" });
    },
    "dnc.import_stop": lookedAt(),
  });
  await user.upload(list(), file);
  await screen.findByText("Some rows delete (D).");
  expect(screen.queryByText(/--changes/), "what the command line is told is not said here").toBeNull();
  await user.click(screen.getByRole("radio", { name: /^holds changes/ }));
  await screen.findByRole("button", { name: "Import and push" });
  expect(asked("dnc.look")).toHaveLength(2);
});

test("bad input is said in the engine's sentence, and another file can be chosen", async () => {
  const { user } = open({
    "dnc.look": () => {
      throw new Failure("invalid", "This is a picture, not a list.", undefined, { field: "file" });
    },
  });
  await user.upload(list(), file);
  await screen.findByText("This is a picture, not a list.");
  expect(screen.queryByRole("button", { name: "Import and push" })).toBeNull();
  expect(screen.getByRole("button", { name: "Choose another" })).toBeVisible();
});
