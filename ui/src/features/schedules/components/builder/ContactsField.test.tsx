import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Failure } from "@/lib/failure";
import type { ContactSet, ContactsColumns } from "@/rpc/types";
import { type FakeDoor, fakeDoor } from "../../../../../test/fake-door";
import { show } from "../../../../../test/show";
import { ContactsField } from "./ContactsField";

const file = new File(["id,phone,Where\n1,+12125550123,AL\n"], "list.csv");

const columns: ContactsColumns = {
  format: "csv",
  columns: ["id", "phone", "Where"].map((name, index) => ({ index, name, samples: ["1"] })),
  mapping: { id: 0, phone: 1 },
  questions: [{ about: "state", columns: [2], words: "The column “Where” looks like states." }],
  notes: [],
  header_row: 1,
  sheets: [],
};

const set: ContactSet = {
  id: "set_1",
  name: "list.csv",
  rows: 1,
  placed: 1,
  needs_zone: 0,
  invalid: 0,
  without_number: 0,
  doubled: 0,
  notes: [],
  groups: [],
  imported_at: "2026-11-23T08:00:00Z",
};

/** A field to which a file was handed whose columns are asked about. */
async function handIn(answers: Partial<FakeDoor["answers"]> = {}) {
  const forgotten = vi.fn(() => ({}));
  const imported = vi.fn((_: { file: string }) => set);
  const door = fakeDoor({
    "contacts.list": [],
    "contacts.inspect": columns,
    "contacts.import": imported,
    "file.forget": forgotten,
    ...answers,
  });
  let uploads = 0;
  door.upload = async () => `file_${++uploads}`;
  const shown = show(<ContactsField connection="con_1" value={null} onChange={() => {}} onSee={() => {}} />, {
    door,
  });
  const user = userEvent.setup();
  await user.upload(screen.getByLabelText("Contacts", { selector: "input" }), file);
  return { user, forgotten, imported, shown };
}

test("a file whose columns nobody chooses is forgotten", async () => {
  const { user, forgotten } = await handIn();
  await screen.findByText(/looks like states/);
  expect(forgotten).not.toHaveBeenCalled();
  await user.click(await screen.findByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(forgotten).toHaveBeenCalledWith({ file: "file_1" }));
});

test("a file is forgotten when the page is left", async () => {
  const { forgotten, shown } = await handIn();
  await screen.findByText(/looks like states/);
  shown.unmount();
  expect(forgotten).toHaveBeenCalledWith({ file: "file_1" });
});

test("a file that was refused is handed in anew, since the engine keeps none", async () => {
  const imported = vi
    .fn((_: { file: string }) => set)
    .mockImplementationOnce(() => {
      throw new Failure("invalid", "Column 3 is chosen for two things.", undefined, { field: "mapping" });
    });
  const { user, forgotten } = await handIn({ "contacts.import": imported });
  await user.click(await screen.findByRole("button", { name: "Count contacts" }));
  await screen.findByText(/chosen for two things/);
  await user.click(screen.getByRole("button", { name: "Count contacts" }));
  await waitFor(() => expect(imported).toHaveBeenCalledTimes(2));
  expect(imported.mock.calls.map(([args]) => args.file)).toEqual(["file_1", "file_2"]);
  expect(forgotten).not.toHaveBeenCalled();
});
