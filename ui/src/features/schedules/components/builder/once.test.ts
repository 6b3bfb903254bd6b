import { expect, test } from "vitest";
import { onceText, readOnce, tomorrow } from "./once";

test("a single moment is read as it was written", () => {
  expect(readOnce(onceText({ date: "2026-12-08", time: "10:00" }))).toEqual({
    date: "2026-12-08",
    time: "10:00",
  });
  expect(readOnce("@once 2026-12-08 10:00")).toEqual({ date: "2026-12-08", time: "10:00" });
});

test("what is cron is no single moment", () => {
  for (const cron of ["0 9 * * 1", "@daily", "@once", "@once tomorrow", ""]) {
    expect(readOnce(cron), cron).toBeUndefined();
  }
});

test("one begins to choose with tomorrow, also over the end of a year", () => {
  expect(tomorrow(new Date(2026, 11, 31, 15).getTime())).toBe("2027-01-01");
});
