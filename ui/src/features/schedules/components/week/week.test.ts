import { expect, test } from "vitest";
import type { NextFire, Verdict } from "@/rpc/types";
import { asked, blocks, hoursShown, mondayOf, otherWeek, weekDays } from "./week";

function fire(
  schedule: string,
  zone: string,
  local: string,
  verdict: Verdict = "legal",
  hours = 4,
): NextFire {
  const start = "2026-11-23T14:00:00Z";
  const end = new Date(Date.parse(start) + (verdict === "refused" ? 0 : hours) * 3_600_000).toISOString();
  return {
    schedule,
    name: schedule,
    zone,
    start,
    end,
    local_start: local,
    contacts: 10,
    verdict,
    rule: null,
  };
}

const days = weekDays("2026-11-23");

test("the week of any date begins on its Monday", () => {
  expect(mondayOf("2026-11-29", "2020-01-01"), "a Sunday belongs to the week before it").toBe("2026-11-23");
  expect(mondayOf("nonsense", "2026-11-25")).toBe("2026-11-23");
  expect(otherWeek("2026-11-23", -1)).toBe("2026-11-16");
});

test("what is asked for covers the week's days in every zone on earth", () => {
  expect(asked("2026-11-23")).toEqual({ from: "2026-11-22T10:00:00Z", until: "2026-11-30T12:00:00Z" });
});

test("zones that start at one local time are one block with all their contacts", () => {
  const drawn = blocks(
    [
      fire("renewals", "America/New_York", "Mon 23 Nov 09:00"),
      fire("renewals", "America/Chicago", "Mon 23 Nov 09:00"),
      fire("renewals", "Europe/London", "Mon 23 Nov 09:00", "refused"),
      fire("renewals", "America/New_York", "Mon 30 Nov 09:00"),
    ],
    days,
  );
  expect(drawn).toHaveLength(1);
  expect(drawn[0]).toMatchObject({ day: 0, from: 540, to: 780, contacts: 30, lanes: 1 });
  expect(drawn[0]?.verdicts).toEqual({ legal: 2, clamped: 0, refused: 1 });
});

test("blocks that overlap stand side by side; what begins later has the day to itself", () => {
  const drawn = blocks(
    [
      fire("a", "America/New_York", "Tue 24 Nov 09:00"),
      fire("b", "America/New_York", "Tue 24 Nov 11:00"),
      fire("c", "America/New_York", "Tue 24 Nov 15:00"),
    ],
    days,
  );
  expect(drawn.map(({ schedule, lane, lanes }) => [schedule, lane, lanes])).toEqual([
    ["a", 0, 2],
    ["b", 1, 2],
    ["c", 0, 1],
  ]);
});

test("the year in the engine's words does not hide a fire", () => {
  expect(blocks([fire("a", "UTC", "Mon 4 Jan 2027 09:00")], weekDays("2027-01-04"))).toHaveLength(1);
});

test("hours outside the working day are drawn where something lies there", () => {
  expect(hoursShown([])).toEqual({ first: 7, last: 21 });
  const late = blocks([fire("a", "UTC", "Mon 23 Nov 22:00")], days);
  expect(hoursShown(late), "it ends with the day").toEqual({ first: 7, last: 24 });
});
