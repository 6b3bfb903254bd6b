import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { Failure } from "@/lib/failure";
import type { More } from "@/lib/query";
import { fakeDoor } from "../../../test/fake-door";
import { show } from "../../../test/show";
import { type Column, DataTable, type DataTableProps } from ".";

interface Run {
  id: string;
  name: string;
  done: number;
}

const rows: Run[] = [
  { id: "r1", name: "Spring renewals", done: 1204 },
  { id: "r2", name: "Autumn survey", done: 12 },
  { id: "r3", name: "=Winter", done: 300 },
];
const columns: Column<Run>[] = [
  { id: "name", header: "Name", cell: (run) => run.name, sortBy: (run) => run.name },
  { id: "done", header: "Completed", cell: (run) => run.done, sortBy: (run) => run.done, align: "end" },
];
const rowKey = (run: Run) => run.id;
const ready = { status: "ready", data: rows, asOf: 0, old: false, refresh: () => {} } as const;

function Runs(props: Partial<DataTableProps<Run>>) {
  const [open, setOpen] = useState<string>();
  return (
    <DataTable
      id="runs"
      label="Runs"
      columns={columns}
      rows={rows}
      total={3}
      rowKey={rowKey}
      read={ready}
      empty={<p>No runs yet</p>}
      open={open}
      onOpen={setOpen}
      detail={(_, run) => ({ title: run?.name ?? "Not loaded", body: <p>Detail of {run?.name}</p> })}
      {...props}
    />
  );
}

const names = () =>
  screen
    .getAllByRole("row")
    .slice(1)
    .map((row) => within(row).getAllByRole("gridcell")[0]?.textContent);

test("it always says how many rows of how many are shown", () => {
  show(<Runs total={41_204} />);
  expect(screen.getByRole("status")).toHaveTextContent("3 of 41,204");
});

test("a heading sorts by click and by key, and says so", async () => {
  show(<Runs />);
  await userEvent.click(screen.getByRole("button", { name: "Name" }));
  expect(names()).toEqual(["=Winter", "Autumn survey", "Spring renewals"]);
  screen.getByRole("button", { name: "Completed" }).focus();
  await userEvent.keyboard("{Enter}{Enter}");
  expect(names()[0]).toBe("Spring renewals");
  expect(screen.getByRole("columnheader", { name: "Completed" })).toHaveAttribute("aria-sort", "descending");
});

test("a row opens by key beside the list, Escape closes it, and focus returns to the row", async () => {
  show(<Runs />);
  const row = screen.getByRole("row", { name: /Autumn survey/ });
  screen.getByRole("row", { name: /Spring renewals/ }).focus();
  await userEvent.keyboard("{ArrowDown}");
  await expect.poll(() => document.activeElement).toBe(row);
  await userEvent.keyboard("{Enter}");
  expect(screen.getByRole("complementary", { name: "Autumn survey" })).toBeVisible();
  expect(screen.getAllByRole("row")).toHaveLength(4);
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("complementary")).toBeNull();
  expect(row).toHaveFocus();
});

test("keys that come faster than the screen is drawn are followed each", () => {
  show(<Runs />);
  screen.getByRole("row", { name: /Spring renewals/ }).focus();
  const press = (key: string) => document.activeElement && fireEvent.keyDown(document.activeElement, { key });
  for (const key of ["End", "ArrowUp", "ArrowUp", "ArrowDown"]) press(key);
  expect(screen.getByRole("row", { name: /Autumn survey/ })).toHaveFocus();
});

test("rows are chosen by Space and by Shift, and the bar acts on exactly those", async () => {
  let acted: string[] = [];
  const bulk = (chosen: Run[]) => (
    <button type="button" onClick={() => (acted = chosen.map((run) => run.id))}>
      Stop
    </button>
  );
  show(<Runs bulk={bulk} />);
  screen.getByRole("row", { name: /Spring renewals/ }).focus();
  await userEvent.keyboard(" {Shift>}{ArrowDown}{/Shift}");
  expect(screen.getByText("2 selected")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Stop" }));
  expect(acted).toEqual(["r1", "r2"]);
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByText("2 selected")).toBeNull();
});

test("the exported file holds the rows and columns shown, and no formula", async () => {
  const door = fakeDoor();
  show(<Runs />, { door });
  await userEvent.click(screen.getByRole("button", { name: "Export CSV" }));
  expect(await screen.findByText("3 rows saved")).toBeVisible();
  expect(door.saved[0]?.text).toContain("'=Winter,300");
  expect(door.saved[0]?.name).toMatch(/^runs-\d{4}-\d\d-\d\d\.csv$/);
});

test("the file holds also the rows that are not loaded; the reading is shown and can be stopped", async () => {
  const door = fakeDoor();
  let finish = () => {};
  const all: More<Run>["all"] = async ({ signal, onProgress } = {}) => {
    onProgress?.(2, 4);
    await new Promise<void>((done) => {
      finish = done;
    });
    if (signal?.aborted) throw Failure.cancelled();
    return { rows: [...rows, { id: "r4", name: "Not loaded", done: 7 }], cut: true };
  };
  show(<Runs total={4} more={{ loading: false, load: () => {}, all }} />, { door });
  const file = screen.getByRole("button", { name: "Export CSV" });
  await userEvent.click(file);
  expect(screen.getByRole("progressbar", { name: "Reading the rows for the file" })).toHaveAttribute(
    "aria-valuetext",
    "2 of 4",
  );
  await userEvent.click(screen.getByRole("button", { name: "Stop" }));
  finish();
  await expect.poll(() => screen.queryByRole("progressbar")).toBeNull();
  expect(door.saved).toEqual([]);
  await userEvent.click(file);
  finish();
  expect(await screen.findByText("4 rows saved")).toBeVisible();
  expect(door.saved[0]?.text).toContain("Not loaded,7");
  expect(await screen.findByText("The file does not hold every row")).toBeVisible();
  expect(screen.getByText(/ends after the first 100,000/)).toBeVisible();
});

test("an error keeps the old rows and says what failed and since when", () => {
  const failure = new Failure("tenant_unreachable", "acme.example does not answer.", "Check the network.");
  const since = Date.now() - 60_000;
  show(<Runs read={{ status: "failing", failure, since, data: rows, asOf: since, refresh: () => {} }} />);
  expect(screen.getByRole("alert")).toHaveTextContent(/Runs: not read since \d\d:\d\d/);
  expect(screen.getByRole("alert")).toHaveTextContent("acme.example does not answer. Check the network.");
  expect(names()).toHaveLength(3);
});

test("chosen columns are remembered", async () => {
  const first = show(<Runs />);
  await userEvent.click(screen.getByRole("button", { name: "Columns" }));
  await userEvent.click(screen.getByRole("checkbox", { name: "Completed" }));
  first.unmount();
  show(<Runs />);
  expect(screen.queryByRole("columnheader", { name: "Completed" })).toBeNull();
});

test("no row at all says what to do", () => {
  show(<Runs rows={[]} total={0} />);
  expect(screen.getByText("No runs yet")).toBeVisible();
});
