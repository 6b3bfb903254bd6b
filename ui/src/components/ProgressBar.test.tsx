import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { percent } from "@/lib/numbers";
import { ProgressBar } from "./ProgressBar";
import { bars } from "./Spark";

test("progress is told in figures to eyes and to screen readers", () => {
  render(<ProgressBar done={1204} all={1900} label="Spring renewals" />);
  const bar = screen.getByRole("progressbar", { name: "Spring renewals" });
  expect(bar).toHaveAttribute("aria-valuetext", "1,204 of 1,900");
  expect(screen.getByText("63%")).toBeVisible();
});

test("percent is never full before the last one nor empty after the first", () => {
  expect(percent(999_999, 1_000_000)).toBe("99.9%");
  expect(percent(1, 1_000_000)).toBe("0.1%");
  expect(percent(5, 5)).toBe("100%");
  expect(percent(0, 0)).toBe("–");
});

test("a zero in a spark keeps one pixel, and the highest value fills it", () => {
  expect(bars([0, 5, 10], 16).map((bar) => bar.height)).toEqual([1, 8, 16]);
});
