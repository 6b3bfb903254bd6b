import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import type { Paged } from "@/lib/query";
import { show } from "../../../test/show";
import type { Column } from "../data-table";
import { List, type Place } from ".";
import { sortOf, sortText } from "./place";

interface Run {
  id: string;
  name: string;
}

const rows: Run[] = [
  { id: "r1", name: "Spring renewals" },
  { id: "r2", name: "Autumn survey" },
];
const columns: Column<Run>[] = [
  { id: "name", header: "Name", cell: (run) => run.name, sortBy: (run) => run.name },
];
const read = { status: "ready", data: rows, asOf: 0, old: false, refresh: () => {} } as const;
const rowKey = (run: Run) => run.id;

interface RunsProps {
  at?: Place;
  list?: Partial<Paged<Run>>;
  searched?: "here" | "engine";
  chips?: { id: string; label: string }[];
}

function Runs({ at = {}, list, searched = "here", chips }: RunsProps) {
  const [place, setPlace] = useState(at);
  return (
    <>
      <List
        id="runs"
        label="Runs"
        columns={columns}
        list={{ rows, total: 2, read, ...list }}
        rowKey={rowKey}
        place={place}
        move={(next) => setPlace({ ...place, ...next })}
        searched={searched}
        chips={chips?.filter(({ id }) => place[id] !== undefined)}
        detail={(_, run) => ({ title: run?.name ?? "Not loaded", body: null })}
        nothing={{ title: "No runs yet" }}
      />
      <output>{JSON.stringify(place)}</output>
    </>
  );
}

const address = () => JSON.parse(screen.getByText(/^\{/).textContent ?? "");
const names = () =>
  within(screen.getByRole("grid"))
    .getAllByRole("gridcell")
    .map((cell) => cell.textContent);

test("search, order and open row stand in the address, and are read from it", async () => {
  const { unmount } = show(<Runs />);
  await userEvent.type(screen.getByRole("searchbox", { name: "Search runs" }), "aut");
  expect(names()).toEqual(["Autumn survey"]);
  await userEvent.click(screen.getByRole("button", { name: "Name" }));
  await userEvent.click(screen.getByRole("row", { name: "Autumn survey" }));
  expect(address()).toEqual({ q: "aut", sort: "name", open: "r2" });
  unmount();
  show(<Runs at={{ q: "s", sort: "-name", open: "r1" }} />);
  expect(names()).toEqual(["Spring renewals", "Autumn survey"]);
  expect(screen.getByRole("complementary", { name: "Spring renewals" })).toBeVisible();
});

test("no row behind a search or a filter says so, and one button clears both", async () => {
  const chips = [{ id: "state", label: "live" }];
  show(
    <Runs
      at={{ q: "x", state: "live", open: "r1" }}
      searched="engine"
      list={{ rows: [], total: 0 }}
      chips={chips}
    />,
  );
  expect(screen.getByText("Nothing matches")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Clear the search and the filters" }));
  expect(address(), "the open row stays").toEqual({ open: "r1" });
  expect(screen.getByText("No runs yet")).toBeVisible();
});

test("a list that is empty whatever is searched says that there is nothing yet", () => {
  show(<Runs at={{ q: "x" }} list={{ rows: [], total: 0 }} />);
  expect(screen.getByText("No runs yet")).toBeVisible();
  expect(screen.queryByText("Nothing matches")).toBeNull();
});

test("a part of a list is not sorted, whatever the address says", () => {
  const more = { loading: false, load: () => {}, all: async () => ({ rows, cut: false }) };
  show(<Runs at={{ sort: "name" }} list={{ total: 9, more }} />);
  expect(names()).toEqual(["Spring renewals", "Autumn survey"]);
  expect(screen.queryByRole("button", { name: "Name" })).toBeNull();
});

test("an order is read as it was written", () => {
  for (const text of ["name", "-name"]) expect(sortText(sortOf(text))).toBe(text);
  expect(sortOf(undefined)).toBeUndefined();
});
