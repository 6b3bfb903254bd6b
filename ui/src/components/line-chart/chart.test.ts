import { expect, test } from "vitest";
import {
  type ChartData,
  chartOption,
  chartRows,
  chartSummary,
  type Ink,
  keepApart,
  markWords,
} from "./chart";

const at = (text: string) => Date.parse(text);
const data: ChartData = {
  zone: "Asia/Kathmandu",
  series: [
    {
      id: "completed",
      name: "Completed",
      points: [
        [at("2026-11-23T03:15:00Z"), 10],
        [at("2026-11-23T03:30:00Z"), 1204],
      ],
    },
    { id: "connected", name: "Connected", points: [[at("2026-11-23T03:30:00Z"), 800]] },
  ],
  shades: [{ from: at("2026-11-23T03:15:00Z"), until: at("2026-11-23T07:15:00Z"), label: "Kathmandu" }],
  goal: { value: 1900, label: "Expected" },
};
const ink: Ink = { ink: "#000", dim: "#555", line: "#ccc", surface: "#fff", shade: "#eee", lines: ["#07b"] };

test("the axis stands in the campaign's zone, also where its offset is not a whole hour", () => {
  const first = chartOption(data, ink).series[0];
  expect(first?.data[0]?.[0]).toBe(at("2026-11-23T09:00:00Z"));
});

test("windows are shaded and the goal is drawn once, with the first line", () => {
  const [first, second] = chartOption(data, ink).series;
  expect(first).toMatchObject({ markArea: { data: [[{ name: "Kathmandu" }, {}]] } });
  expect(first).toMatchObject({ markLine: { data: [{ yAxis: 1900 }] } });
  expect(second).not.toHaveProperty("markLine");
});

test("the table behind the chart holds every figure, the newest first, and a gap stays a gap", () => {
  expect(chartRows(data).map((row) => row.values)).toEqual([
    [1204, 800],
    [10, undefined],
  ]);
});

test("who cannot see the lines hears where each of them stands", () => {
  expect(chartSummary("Progress", data)).toBe("Progress. Completed: 1,204 at 09:15; Connected: 800 at 09:15");
});

test("what happened stands in the table in its own words, also between two figures", () => {
  const marks = [
    { at: at("2026-11-23T03:20:00Z"), label: "stalled", words: "The tenant asks us to slow down." },
  ];
  expect(chartRows({ ...data, marks }).map((row) => row.note)).toEqual([
    undefined,
    "The tenant asks us to slow down.",
    undefined,
  ]);
});

test("where the lines meet at the end, their words stand under each other and not on each other", () => {
  const place = keepApart();
  const ends = [100, 100, 104].map((y, seriesIndex) => y + place({ seriesIndex, labelRect: { y } }).dy);
  expect(ends).toEqual([100, 84, 116]);
  const again = [100, 40, 180].map((y, seriesIndex) => y + place({ seriesIndex, labelRect: { y } }).dy);
  expect(again, "apart already, nothing moves").toEqual([100, 40, 180]);
});

test("marks that stand close to each other share one place for their words", () => {
  const marks = [0, 990, 1_000, 1_000].map((at, index) => ({
    at,
    label: ["submitted", "flagged", "completed", "flagged"][index] ?? "",
  }));
  const words = markWords({ ...data, marks, from: 0, until: 1_000 }).map(({ word }) => word);
  expect(words).toEqual(["submitted", "", "", "flagged, completed"]);
});
