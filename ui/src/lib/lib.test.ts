import { expect, test } from "vitest";
import { csvText } from "./csv";
import { Failure } from "./failure";
import { firstUsable } from "./locale";
import { bytes } from "./numbers";
import { readSearch } from "./search";
import { offsetText, relative, spanText, zoneCity } from "./time";
import { fieldOf, messageFor, partOf, wordsFor } from "./words";

test("a webview that calls its language C, or calls it nothing, does not break Intl", () => {
  expect(firstUsable(["C", "C.UTF-8", "", "de-DE"])).toBe("de-DE");
  expect(firstUsable(["C"])).toBe("en-US");
  expect(() => new Intl.NumberFormat(firstUsable(["C"]))).not.toThrow();
});

test("a length of time has at most two units, and no zero one", () => {
  const minute = 60_000;
  expect([8_000, 43 * minute, 180 * minute, 200 * minute, 52 * 60 * minute].map(spanText)).toEqual([
    "8 s",
    "43 min",
    "3 h",
    "3 h 20 min",
    "2 d 4 h",
  ]);
});

test("a distance says its direction", () => {
  expect(relative("2026-11-23T15:43:00Z", Date.parse("2026-11-23T15:00:00Z"))).toBe("in 43 min");
  expect(relative("2026-11-23T14:55:00Z", Date.parse("2026-11-23T15:00:00Z"))).toBe("5 min ago");
});

test("zones are called by their city and keep their odd offsets", () => {
  expect(zoneCity("America/Argentina/Buenos_Aires")).toBe("Buenos Aires");
  expect(offsetText("2026-11-23T15:00:00Z", "Asia/Kathmandu")).toBe("+05:45");
  expect(offsetText("2026-11-23T15:00:00Z", "America/St_Johns")).toBe("-03:30");
  expect(offsetText("2026-11-23T15:00:00Z", "UTC")).toBe("+00:00");
});

test("a zone that the webview does not know leaves a dash, not a broken page", () => {
  expect(offsetText("2026-11-23T15:00:00Z", "Mars/Olympus")).toBe("+00:00");
});

test("an exported text cannot become a formula, and a number stays a number", () => {
  const text = csvText(
    ["name", "phone"],
    [
      ["=1+1", "+4917212345678"],
      ['"a", b', -5],
    ],
  );
  expect(text).toBe('\u{FEFF}name,phone\r\n\'=1+1,+4917212345678\r\n"""a"", b",-5\r\n');
});

test("an address typed by hand gives texts or nothing", () => {
  expect(readSearch("q", "open")({ q: "", open: 12, other: "x", state: ["a"] })).toEqual({ open: "12" });
});

test("a failure is headed by its code and keeps the engine's sentence", () => {
  const failure = new Failure("refused", "Denver may not be called before 08:00 there.", "Move it to 08:00.");
  expect(wordsFor(failure)).toEqual({
    title: "A rule forbids it",
    message: "Denver may not be called before 08:00 there.",
    hint: "Move it to 08:00.",
  });
});

test("a failure finds its field, and the part of it that is wrong", () => {
  const detail = { field: "cron", start: 8, end: 9 };
  const failure = new Failure("cron_invalid", "Day of week 8: use 0–7 or SUN–SAT", undefined, detail);
  expect(fieldOf(failure)).toBe("cron");
  expect(partOf(failure)).toEqual({ start: 8, end: 9 });
  expect(messageFor(failure, "cron")).toContain("0–7");
  expect(messageFor(failure, "name")).toBeUndefined();
});

test("a defect of the page is told as one, never as a blank line", () => {
  expect(wordsFor(new TypeError("x is undefined"))).toMatchObject({
    title: "Callboard made a mistake",
    message: "x is undefined",
  });
});

test("sizes are said in units a person uses", () => {
  expect([0, 999, 4_410_000].map(bytes)).toEqual(["0 B", "999 B", "4.4 MB"]);
});
