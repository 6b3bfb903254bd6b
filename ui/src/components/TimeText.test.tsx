import { render, screen } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { placeText, TimeText } from "./TimeText";

const NOW = Date.parse("2026-11-23T20:57:00Z");

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  return () => vi.useRealTimers();
});

test("a time says its zone and how far away it is", () => {
  render(<TimeText at="2026-11-23T21:40:00Z" zone="America/Chicago" />);
  expect(screen.getByText("15:40 Chicago (in 43 min)")).toHaveAttribute(
    "dateTime",
    "2026-11-23T21:40:00.000Z",
  );
});

test("another day there is named, also when it is the same day in UTC", () => {
  expect(placeText("2026-11-23T23:30:00Z", "Pacific/Auckland", NOW)).toBe("12:30 Auckland");
  expect(placeText("2026-11-23T09:30:00Z", "Pacific/Honolulu", NOW)).toBe("Sun 22 Nov 23:30 Honolulu");
});

test("a time that is missing or unreadable is said to be none, and does not break the page", () => {
  render(<TimeText at="soon" zone="America/Chicago" />);
  expect(screen.getByText("no time")).toBeVisible();
});
