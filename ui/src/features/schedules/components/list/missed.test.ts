import { expect, test } from "vitest";
import type { MissedFire } from "@/rpc/types";
import { shiftText } from "./MovedSheet";
import { alone, missedGroups } from "./missed";
import { titleOf } from "./Tray";

const now = Date.parse("2026-11-23T16:00:00Z");

function missed(place: string, legal_until: string | null, occurrence = "2026-11-23T09:00"): MissedFire {
  return {
    id: place,
    schedule: "sch_1",
    name: "Spring renewals",
    zone: `America/${place}`,
    place,
    occurrence,
    due: "2026-11-23T15:00:00Z",
    reason: "The program was not running from 08:52 to 09:31.",
    legal_until,
    contacts: 100,
  };
}

test("fires missed together are one line, with the soonest end of what is legal", () => {
  const [group, ...others] = missedGroups(
    [missed("Denver", "2026-11-24T03:00:00Z"), missed("Chicago", "2026-11-24T02:00:00Z")],
    now,
  );
  expect(others).toEqual([]);
  expect(group).toMatchObject({ contacts: 200, legalUntil: { zone: "America/Chicago" } });
  expect(group && titleOf(group)).toBe("Spring renewals 09:00 missed in Denver, Chicago");
});

test("what is not legal any more cannot be started by hand", () => {
  const [group] = missedGroups([missed("Denver", null), missed("Chicago", "2026-11-23T15:59:00Z")], now);
  expect(group?.startable).toEqual([]);
  expect(group?.fires, "but it still waits for a decision").toHaveLength(2);
});

test("all that one schedule missed is one line that opens into the list", () => {
  const [group, ...others] = missedGroups(
    [missed("Denver", null, "2026-11-24T09:00"), missed("Denver", null), missed("Chicago", null)],
    now,
  );
  expect(others).toEqual([]);
  expect(group?.fires).toHaveLength(3);
  expect(group && titleOf(group)).toBe("Spring renewals: 2 starts missed in Denver, Chicago");
});

test("one of them is decided alone", () => {
  const one = alone(missed("Denver", null, "2026-11-24T09:00"), now);
  expect(one.fires).toHaveLength(1);
  expect(titleOf(one)).toBe("Spring renewals 09:00 missed in Denver");
});

test("a moved fire says by how much and in which direction", () => {
  expect(shiftText({ was: "2026-12-01T17:00:00Z", is: "2026-12-01T16:00:00Z" })).toBe("1 h earlier");
  expect(shiftText({ was: "2026-12-01T16:00:00Z", is: "2026-12-01T17:00:00Z" })).toBe("1 h later");
});
