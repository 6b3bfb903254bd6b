import { expect, test } from "vitest";
import type { Preview } from "@/rpc/types";
import { anotherTime, cronOf, pressed, shownButtons, unitOf } from "./truth";

const answer = (cron: string, buttons: Preview["buttons"]) => ({
  cron,
  preview: { buttons } as Preview,
});

test("buttons write the line that the engine itself would write", () => {
  expect(cronOf({ days: [5, 1, 3], times: ["09:00"] })).toEqual({ cron: "0 9 * * 1,3,5" });
  expect(cronOf({ days: [0, 6], times: ["13:30", "09:30"] }), "Sunday is 0, hours ascend").toEqual({
    cron: "30 9,13 * * 0,6",
  });
  expect(cronOf({ days: [0, 1, 2, 3, 4, 5, 6], times: ["08:15", "08:45", "17:15", "17:45"] })).toEqual({
    cron: "15,45 8,17 * * *",
  });
});

test("times that are no grid of hours and minutes are refused, since one line would run more", () => {
  expect(cronOf({ days: [1], times: ["09:00", "13:30"] })).toEqual({ refusal: "notOneLine" });
  expect(cronOf({ days: [], times: ["09:00"] })).toEqual({ refusal: "nothingChosen" });
  expect(cronOf({ days: [1], times: ["09:00", "09:00"] }), "the same time twice is one").toEqual({
    cron: "0 9 * * 1",
  });
});

test("a press that cannot be written keeps the text and what was pressed", () => {
  const hand = pressed({ days: [1], times: ["09:00", "13:30"] }, "0 9 * * 1");
  expect(hand.cron, "the text stays").toBe("0 9 * * 1");
  expect(shownButtons("0 9 * * 1", hand, undefined)).toMatchObject({
    kind: "pressed",
    refusal: "notOneLine",
    buttons: { times: ["09:00", "13:30"] },
  });
});

test("a press shows at once; a text typed after it is the engine's to read", () => {
  const hand = pressed({ days: [1, 2], times: ["09:00"] }, "0 9 * * 1");
  const old = answer("0 9 * * 1", { days: [1], times: ["09:00"] });
  expect(shownButtons("0 9 * * 1,2", hand, old).kind, "before any answer").toBe("pressed");
  expect(shownButtons("0 9 * * 3", hand, old), "still what was shown, until the answer").toEqual({
    kind: "waiting",
    buttons: { days: [1], times: ["09:00"] },
  });
  const read = answer("0 9 * * 3", { days: [3], times: ["09:00"] });
  expect(shownButtons("0 9 * * 3", hand, read)).toEqual({ kind: "read", buttons: read.preview.buttons });
});

test("an expression that buttons cannot show leaves them quiet", () => {
  expect(shownButtons("0 9 1 * *", undefined, answer("0 9 1 * *", null))).toEqual({ kind: "quiet" });
});

test("another time has the minutes of the first, so that one line can still say it", () => {
  expect(anotherTime(["09:30"])).toBe("13:30");
  expect(anotherTime(["09:00", "13:00"])).toBe("17:00");
  expect(anotherTime([])).toBe("12:00");
});

test("the engine's bytes are the field's units, also after a letter of several bytes", () => {
  expect(unitOf("0 9 * * 8", 8)).toBe(8);
  expect(unitOf("0 é * * 8", 9)).toBe(8);
});
