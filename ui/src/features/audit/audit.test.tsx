import { fireEvent, screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { show } from "../../../test/show";
import { Changes } from "./components/Changes";
import { draftOf, searchOf } from "./components/filter-draft";
import { SealsSwitch } from "./components/SealsSwitch";
import { diff } from "./diff";
import { asFilter, filterWords } from "./filter";

const now = Date.parse("2026-11-23T16:00:00Z");

test("only what moved is a change, by its path", () => {
  const before = { draft: { cron: "0 9 * * 1-5", name: "Spring" }, state: "active" };
  const after = { draft: { cron: "0 9 * * 1,3", name: "Spring" }, reason: "asked" };
  expect(diff(before, after).map(({ field, kind }) => [field, kind])).toEqual([
    ["draft.cron", "changed"],
    ["draft.name", "same"],
    ["state", "removed"],
    ["reason", "added"],
  ]);
});

test("a list of plain values is one field, a list of things is one a thing", () => {
  const fields = diff(null, { days: [1, 3], windows: [{ zone: "A" }, { zone: "B" }] });
  expect(fields.map(({ field, is }) => `${field}=${is}`)).toEqual([
    "days=1, 3",
    "windows[1].zone=A",
    "windows[2].zone=B",
  ]);
});

test("null is a value, and nothing is none", () => {
  expect(diff({ expected: null }, { expected: 40 })).toEqual([
    { field: "expected", kind: "changed", was: "null", is: "40" },
  ]);
  expect(diff(null, null)).toEqual([]);
});

test("a plain value stands for the whole", () => {
  expect(diff("keyring", "session")).toEqual([{ field: "", kind: "changed", was: "keyring", is: "session" }]);
});

test("before and after are told apart in words too, and what stayed is counted", () => {
  show(<Changes before={{ cron: "old", name: "Spring" }} after={{ cron: "new", name: "Spring" }} />);
  expect(screen.getByText("1 field changed")).toBeVisible();
  const was = screen.getByText("old").parentElement as HTMLElement;
  expect(within(was).getByText("was", { exact: false })).toBeInTheDocument();
  expect(screen.getByText("1 field unchanged")).toBeVisible();
});

test("what is new says that nothing was there", () => {
  show(<Changes before={null} after={{ state: "submitted" }} />);
  expect(screen.getByText("New: nothing was there before")).toBeVisible();
});

test("the last 24 h are counted from now, an instant stands as it is", () => {
  expect(asFilter({ since: "day" }, now)).toEqual({ since: "2026-11-22T16:00:00.000Z" });
  expect(asFilter({ since: "2026-11-01T00:00:00Z", until: "2026-11-02T00:00:00Z" }, now)).toEqual({
    since: "2026-11-01T00:00:00.000Z",
    until: "2026-11-02T00:00:00.000Z",
  });
});

test("an address typed by hand cannot break the page", () => {
  expect(asFilter({ since: "yesterday", until: "" }, now)).toEqual({});
});

test("filters read as a sentence", () => {
  const words = filterWords({ actor: "maria", action: "schedule.save", object: "schedule/", since: "day" });
  expect(words.map(({ label }) => label).join(" · ")).toBe(
    "by maria · schedule.save · on schedule/ · last 24 h",
  );
});

test("seals are left out until they are asked for, and it is said how many", () => {
  const asked = vi.fn();
  show(<SealsSwitch shown={false} leftOut={12_345} onChange={asked} />);
  fireEvent.click(screen.getByRole("switch", { name: "Seals (12,345 left out)" }));
  expect(asked).toHaveBeenCalledWith(true);
});

test("where seals are shown none is left out", () => {
  show(<SealsSwitch shown leftOut={0} onChange={() => {}} />);
  expect(screen.getByRole("switch", { name: "Seals" })).toBeChecked();
});

test("the instants of a filter are the engine's, and an edge without a date is none", async () => {
  const draft = {
    ...draftOf({ actor: " maria ", since: "2026-11-01T00:00:00Z" }),
    since: { date: "2026-11-22", time: "20:00" },
    until: { date: "", time: "10:00" },
  };
  expect(draft.period, "an instant is one of two edges").toBe("between");
  const asked: string[] = [];
  const search = await searchOf(draft, async (time) => {
    asked.push(time);
    return "2026-11-22T19:00:00Z";
  });
  expect(asked, "as it was typed").toEqual(["2026-11-22T20:00"]);
  expect(search).toMatchObject({ actor: "maria", since: "2026-11-22T19:00:00Z", until: undefined });
  expect(await searchOf({ ...draft, period: "day" }, async () => "never")).toMatchObject({ since: "day" });
});
