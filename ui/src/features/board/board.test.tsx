import { expect, test } from "vitest";
import type { NextFire } from "@/rpc/types";
import { troublesText } from "./api/report";
import { isOpen, piecesOf } from "./components/band";
import { gainsOf } from "./components/gains";
import { byDay, startsOf } from "./components/starts";

function fire(zone: string, start: string, more: Partial<NextFire> = {}): NextFire {
  const end = new Date(Date.parse(start) + 4 * 3_600_000).toISOString();
  const name = "Spring renewals";
  const base = { schedule: "sch_1", name, zone, start, end, local_start: "", contacts: 10 };
  return { ...base, verdict: "legal", rule: null, ...more };
}

test("zones that start together under one verdict are one line, with all their contacts", () => {
  const nine = "2026-11-23T14:00:00Z";
  const rule = { id: "no-uk", version: 2, source: "house", words: "No calls to the UK." };
  const starts = startsOf([
    fire("America/Chicago", "2026-11-23T15:00:00Z"),
    fire("America/New_York", nine),
    fire("America/Toronto", nine),
    fire("Europe/London", nine, { verdict: "refused", rule }),
  ]);
  const lines = starts.map((start) => [start.fires.map((each) => each.zone), start.contacts]);
  expect(lines).toEqual([
    [["America/New_York", "America/Toronto"], 20],
    [["Europe/London"], 10],
    [["America/Chicago"], 10],
  ]);
});

test("today is the reader's own day", () => {
  const starts = startsOf([
    fire("America/Chicago", "2026-11-23T22:30:00Z"),
    fire("America/Chicago", "2026-11-23T23:30:00Z"),
  ]);
  const { today, tomorrow } = byDay(starts, Date.parse("2026-11-23T12:00:00Z"), "Europe/Berlin");
  expect([today.length, tomorrow.length], "23:30 UTC is after midnight in Berlin").toEqual([1, 1]);
});

test("calling hours lie where the clocks of a place put them, in two pieces where the axis cuts them", () => {
  const noon = Date.parse("2026-11-23T12:00:00Z");
  const [tokyo] = piecesOf("Asia/Tokyo", noon - 12 * 3_600_000);
  expect(tokyo, "09:00 to 20:00 in Tokyo is 00:00Z to 11:00Z").toEqual({ from: 0, to: 11 / 24 });
  expect(piecesOf("Pacific/Honolulu", noon - 12 * 3_600_000)).toHaveLength(2);
  expect([isOpen("Asia/Tokyo", noon), isOpen("Europe/Berlin", noon)]).toEqual([false, true]);
});

test("the line beside a run shows its pace: totals that stand still are low, not high", () => {
  expect(gainsOf([100, 120, 141, 141])).toEqual([20, 21, 0]);
  expect(gainsOf([100]), "one point has no pace").toEqual([]);
});

test("a toast names three zones and counts the rest", () => {
  const troubles = ["Europe/London", "Asia/Tokyo", "Asia/Kolkata", "Africa/Nairobi", "Africa/Cairo"].map(
    (zone) => ({ zone, words: "Refused." }),
  );
  expect(troublesText(troubles)).toBe("London: Refused. Tokyo: Refused. Kolkata: Refused. and 2 more");
});
