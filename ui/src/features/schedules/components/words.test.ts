import { expect, test } from "vitest";
import { Failure } from "@/lib/failure";
import type { ClockChange, ColumnMapping, ContactsColumns } from "@/rpc/types";
import { NEW_DRAFT, sameDraft } from "../api/draft";
import { groupWords } from "./builder/MoreFields";
import { phonesOf, roleOf, withRole } from "./builder/mapping";
import { isPlaceable, isSettled } from "./builder/use-contact-import";
import { gathered } from "./meaning/ClockChanges";
import { hoursText, lengthText, localText, messageOf, placeOf, utcSpan } from "./words";

test("hours are as short as they can be, and say when they run past midnight", () => {
  const hours = (local_start: string, local_end: string) => hoursText({ local_start, local_end });
  expect(hours("2026-11-23T09:00:00-05:00", "2026-11-23T13:00:00-05:00")).toBe("09–13");
  expect(hours("2026-11-23T09:00:00-10:00", "2026-11-23T12:30:00-10:00")).toBe("09–12:30");
  expect(hours("2026-11-23T22:00:00-05:00", "2026-11-24T02:00:00-05:00")).toBe("22–02 next day");
});

test("local time is read from the engine's words, by its offset and not the webview's", () => {
  expect(localText("2026-12-01T09:00:00-07:00")).toBe("Tue 1 Dec 09:00 (UTC−07:00)");
  expect(localText("2026-12-01T09:00:00+00:00")).toBe("Tue 1 Dec 09:00 (UTC)");
});

test("a span names one day once and two days both", () => {
  expect(utcSpan("2026-11-23T14:00:00Z", "2026-11-23T18:00:00Z")).toBe("14:00Z – 18:00Z Mon 23 Nov");
  expect(utcSpan("2026-11-23T22:00:00Z", "2026-11-24T02:00:00Z")).toBe(
    "22:00Z Mon 23 Nov – 02:00Z Tue 24 Nov",
  );
});

test("lengths and places are said as people say them", () => {
  expect([15, 60, 90].map(lengthText)).toEqual(["15 min", "1 h", "1 h 30 min"]);
  expect(placeOf("America/Denver|America/Phoenix")).toBe("Denver or Phoenix");
});

test("a refusal stands under its field wherever the draft stood in the arguments", () => {
  const failure = new Failure("invalid", "A schedule needs a name.", undefined, { field: "draft.name" });
  expect(messageOf(failure, "name")).toBe("A schedule needs a name.");
  expect(messageOf(failure, "cron")).toBeUndefined();
  expect(messageOf(undefined, "name")).toBeUndefined();
});

test("a draft is the same whether nothing is said or null", () => {
  const { contacts: _, ...rest } = NEW_DRAFT;
  expect(sameDraft(NEW_DRAFT, rest)).toBe(true);
  expect(sameDraft(NEW_DRAFT, { ...NEW_DRAFT, jitter_seconds: 5 })).toBe(false);
});

test("states and countries may stand in several columns, and none of them is lost", () => {
  const mapping: ColumnMapping = { id: 0, state: 1, more_states: [2], country: 4 };
  expect(withRole(mapping, 5, "phone")).toEqual({ id: 0, phone: 5, state: 1, more_states: [2], country: 4 });
  expect(withRole(mapping, 3, "state").more_states).toEqual([2, 3]);
  expect(withRole(mapping, 1, undefined)).toEqual({ id: 0, state: 2, country: 4 });
  expect([roleOf(mapping, 2), roleOf(mapping, 4)]).toEqual(["state", "country"]);
});

test("a column has one role; only phone numbers may stand in several", () => {
  const mapping: ColumnMapping = { id: 0, phone: 1, zone: 3 };
  expect(withRole(mapping, 2, "zone"), "the old one holds nothing").toEqual({ id: 0, phone: 1, zone: 2 });
  const two = withRole(mapping, 2, "phone");
  expect(two).toEqual({ id: 0, phone: 1, zone: 3, more_phones: [2] });
  expect([phonesOf(two), roleOf(two, 2), roleOf(two, 4)]).toEqual([[1, 2], "phone", undefined]);
  expect(withRole(two, 1, undefined), "the other one is the first now").toEqual({ id: 0, phone: 2, zone: 3 });
  expect(withRole(mapping, 1, undefined).phone).toBeUndefined();
});

test("a file is not counted while something about it is asked", () => {
  const columns: ContactsColumns = {
    format: "csv",
    columns: [],
    mapping: { id: 0, zone: 1 },
    questions: [],
    notes: [],
    header_row: 1,
    sheets: [],
  };
  expect(isSettled(columns)).toBe(true);
  const questions = [{ about: "phone" as const, columns: [2], words: "It looks like phone numbers." }];
  expect(isSettled({ ...columns, questions })).toBe(false);
});

test("a contact is placed by zone, state or number, and found by its id", () => {
  expect(isPlaceable({ id: 0, state: 0 })).toBe(true);
  expect(isPlaceable({ id: 0 }), "no place").toBe(false);
  expect(isPlaceable({ zone: 1 }), "no id").toBe(false);
});

test("a group that is left out is named with its contacts", () => {
  const groups = [
    { zone: "Pacific/Honolulu", jurisdiction: "US-HI", contacts: 17, source: "state" as const },
    { zone: "Pacific/Honolulu", jurisdiction: "US-RI", contacts: 4, source: "state" as const },
  ];
  const set = {
    id: "s",
    name: "l",
    rows: 21,
    placed: 21,
    needs_zone: 0,
    invalid: 0,
    without_number: 0,
    doubled: 0,
    notes: [],
    groups,
    imported_at: "",
  };
  expect(groupWords("Pacific/Honolulu", set)).toBe("Honolulu (21)");
  expect(groupWords("Pacific/Honolulu/US-RI", set)).toBe("Honolulu, US-RI (4)");
});

test("zones whose clocks change alike stand in one line", () => {
  const change = (zone: string, effect: string | null): ClockChange => ({
    zone,
    at: "2027-03-14T07:00:00Z",
    local_before: "2027-03-14 02:00",
    local_after: "2027-03-14 03:00",
    offset_before: "-05:00",
    offset_after: "-04:00",
    effect,
  });
  const lines = gathered([
    change("America/New_York", null),
    change("America/Chicago", null),
    change("America/Denver", "02:30 does not exist that day; it runs at 03:00."),
  ]);
  expect(lines.map((line) => line.places)).toEqual([["New York", "Chicago"], ["Denver"]]);
});
