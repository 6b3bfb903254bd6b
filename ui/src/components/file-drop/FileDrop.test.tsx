import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Failure } from "@/lib/failure";
import { fakeDoor } from "../../../test/fake-door";
import { show } from "../../../test/show";
import { FileDrop } from "./FileDrop";
import { refusalOf } from "./upload";

const accept = { endings: [".csv", ".xlsx"], most: 1_000 };
const file = new File(["id,phone\n"], "renewals.csv");

test("a file is handed over, and the page learns its id", async () => {
  const onFile = vi.fn();
  const door = fakeDoor();
  door.upload = async () => "file_1";
  show(<FileDrop accept={accept} label="Contacts" onFile={onFile} />, { door });
  await userEvent.upload(screen.getByLabelText("Contacts", { selector: "input" }), file);
  expect(await screen.findByText(/renewals.csv arrived/)).toBeVisible();
  expect(onFile).toHaveBeenCalledWith("file_1", file);
});

test("a stopped upload leaves no error behind, since the reader knows", async () => {
  const door = fakeDoor();
  door.upload = (_, watch) =>
    new Promise((_resolve, reject) => {
      watch?.signal?.addEventListener("abort", () => reject(Failure.cancelled()));
    });
  show(<FileDrop accept={accept} label="Contacts" onFile={() => {}} />, { door });
  await userEvent.upload(screen.getByLabelText("Contacts", { selector: "input" }), file);
  await userEvent.click(await screen.findByRole("button", { name: "Stop sending renewals.csv" }));
  expect(await screen.findByText(/Drop a file here/)).toBeVisible();
  expect(screen.queryByRole("alert")).toBeNull();
});

test("a wrong kind and a file too large are refused before a byte is sent", () => {
  expect(refusalOf({ name: "people.pdf", size: 1 }, accept)?.message).toContain("CSV, XLSX");
  expect(refusalOf({ name: "people.CSV", size: 1_001 }, accept)?.code).toBe("too_large");
  expect(refusalOf({ name: "people.CSV", size: 1_000 }, accept)).toBeUndefined();
});
