import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { clockTime, dayText, offsetMillis, sameDay, zoneCity } from "@/lib/time";

/** Milliseconds since 1970, and the figure then. In the order of time. */
export type Point = readonly [at: number, value: number];

export interface Series {
  id: string;
  /** Stands at the end of the line. */
  name: string;
  points: readonly Point[];
}

/** A time that is shaded: a calling window that is open. */
export interface Shade {
  from: number;
  until: number;
  label?: string;
}

/** Something that happened: a thin line with its word. */
export interface ChartMark {
  at: number;
  label: string;
  /** The same in a sentence, for the table behind the chart. */
  words?: string;
}

export interface ChartData {
  series: readonly Series[];
  shades?: readonly Shade[];
  marks?: readonly ChartMark[];
  /** A level to be reached: the expected count. */
  goal?: { value: number; label: string };
  /** IANA name; the axis says its times. */
  zone: string;
  /** Where the axis begins and ends; by default with the figures. */
  from?: number;
  until?: number;
}

/** Colours as they are now, read from the page, since a canvas knows no variables. */
export interface Ink {
  ink: string;
  dim: string;
  line: string;
  surface: string;
  shade: string;
  lines: readonly string[];
}

/**
 * The chart as ECharts wants it. ECharts knows only UTC and the machine's own zone; so every instant is moved
 * by the zone's offset at the end of the data, and the axis is read as UTC: then its ticks stand on round
 * hours of the campaign's zone. A clock change inside the chart leaves the hours before it an hour off, and
 * the order of time intact.
 */
export function chartOption(data: ChartData, ink: Ink) {
  const shift = shiftOf(data);
  const moved = (at: number) => at + shift;
  const apart = keepApart();
  const text = { color: ink.dim, fontFamily: "Inter Variable", fontSize: 11 };
  return {
    animation: false,
    useUTC: true,
    textStyle: { fontFamily: "Inter Variable" },
    grid: { left: 8, right: 136, top: 24, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      transitionDuration: 0,
      backgroundColor: ink.surface,
      borderColor: ink.line,
      textStyle: { color: ink.ink, fontSize: 12 },
      valueFormatter: (value: unknown) => (typeof value === "number" ? number(value) : "–"),
    },
    xAxis: {
      type: "time",
      min: data.from === undefined ? undefined : moved(data.from),
      max: data.until === undefined ? undefined : moved(data.until),
      axisLine: { lineStyle: { color: ink.line } },
      axisTick: { lineStyle: { color: ink.line } },
      // ECharts writes whole hours in bold and midnight as a bare "22"; here no hour matters more than another.
      axisLabel: {
        ...text,
        hideOverlap: true,
        formatter: TICKS,
        rich: { primary: { fontWeight: "normal" } },
      },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      min: 0,
      minInterval: 1,
      // A little above the goal, so that its words do not meet those of the marks.
      max: data.goal ? (top: { max: number }) => Math.max(top.max, data.goal?.value ?? 0) * 1.12 : undefined,
      axisLabel: {
        ...text,
        showMaxLabel: data.goal === undefined,
        formatter: (value: number) => number(value),
      },
      splitLine: { lineStyle: { color: ink.line, width: 1 } },
      splitNumber: 4,
    },
    series: data.series.map((series, index) => ({
      id: series.id,
      name: series.name,
      type: "line",
      data: series.points.map(([at, value]) => [moved(at), value]),
      showSymbol: series.points.length === 1,
      symbol: "circle",
      symbolSize: 5,
      color: ink.lines[index % ink.lines.length],
      lineStyle: { width: index === 0 ? 2 : 1.5, type: DASHES[index % DASHES.length] },
      emphasis: { disabled: true },
      // The word stands where the eye ends up: no legend to look up.
      endLabel: {
        show: true,
        formatter: ({ value }: { value: readonly number[] }) => `${series.name}  ${number(value[1] ?? 0)}`,
        color: ink.ink,
        fontSize: 12,
        fontWeight: index === 0 ? 600 : 400,
        distance: 8,
      },
      labelLayout: apart,
      ...(index === 0 && ornaments(data, ink, moved)),
    })),
  };
}

/** Pixels from one end label to the next. */
const APART = 16;

interface LabelPlace {
  seriesIndex?: number;
  labelRect: { y: number };
}

/**
 * Moves the words at the lines' ends out of each other's way: at the end of a run all lines meet. ECharts asks
 * line by line; the first keeps its place, the others go up where their line stands higher, else down.
 */
export function keepApart() {
  const placed: { y: number; from: number }[] = [];
  return ({ seriesIndex = 0, labelRect: { y: from } }: LabelPlace) => {
    if (seriesIndex === 0) placed.length = 0;
    let y = from;
    const near = () => placed.find((other) => Math.abs(other.y - y) < APART);
    const first = near();
    const step =
      first !== undefined && (from < first.from || (from === first.from && seriesIndex === 1)) ? -1 : 1;
    for (let other = first; other !== undefined; other = near()) y = other.y + step * APART;
    placed.push({ y, from });
    return { dy: y - from };
  };
}

const TICKS = {
  year: "{yyyy}",
  month: "{d} {MMM}",
  day: "{d} {MMM}",
  hour: "{HH}:{mm}",
  minute: "{HH}:{mm}",
  second: "{HH}:{mm}:{ss}",
};

/** Lines are told apart by their dashes too, not only by colour. */
const DASHES = ["solid", [6, 3], [2, 2]] as const;

/** The word over each mark; marks too near to each other for a word each share one, over the last of them. */
export function markWords({ marks = [], from, until }: ChartData): (ChartMark & { word: string })[] {
  const span = (until ?? marks.at(-1)?.at ?? 0) - (from ?? marks[0]?.at ?? 0);
  let words: string[] = [];
  return marks.map((mark, index) => {
    if (!words.includes(mark.label)) words.push(mark.label);
    const next = marks[index + 1];
    if (next !== undefined && next.at - mark.at < span / WORDS_ABREAST) return { ...mark, word: "" };
    const word = words.join(", ");
    words = [];
    return { ...mark, word };
  });
}

/** So many words over marks fit beside each other. */
const WORDS_ABREAST = 14;

function ornaments(data: ChartData, ink: Ink, moved: (at: number) => number) {
  const { shades = [], goal } = data;
  const lines = [
    ...markWords(data).map((mark) => ({
      xAxis: moved(mark.at),
      label: { formatter: mark.word, position: "end", color: ink.dim, fontSize: 11, opacity: 1 },
      lineStyle: { color: ink.dim, type: "solid", width: 1, opacity: 0.6 },
    })),
    ...(goal
      ? [
          {
            yAxis: goal.value,
            // At the start: at the end stand the lines' own words.
            label: {
              formatter: `${goal.label}  ${number(goal.value)}`,
              position: "insideStartTop",
              color: ink.dim,
              fontSize: 11,
            },
            lineStyle: { color: ink.dim, type: [4, 4], width: 1 },
          },
        ]
      : []),
  ];
  return {
    markArea: {
      silent: true,
      itemStyle: { color: ink.shade },
      label: { color: ink.dim, fontSize: 11, position: "insideTopLeft" },
      data: shades.map((shade) => [
        { xAxis: moved(shade.from), name: shade.label },
        { xAxis: moved(shade.until) },
      ]),
    },
    markLine: { silent: true, symbol: "none", data: lines },
  };
}

function shiftOf({ series, zone }: ChartData): number {
  const ends = series.flatMap(({ points }) => points.at(-1)?.[0] ?? []);
  return ends.length === 0 ? 0 : offsetMillis(Math.max(...ends), zone);
}

interface ChartRow {
  at: number;
  values: (number | undefined)[];
  /** What happened then, where something did. */
  note?: string;
}

/** The same as rows, the newest first: an instant and one figure a series, where it has one then. */
export function chartRows({ series, marks = [] }: ChartData): ChartRow[] {
  const notes = new Map<number, string>();
  for (const { at, label, words } of marks) {
    notes.set(at, [notes.get(at), words ?? label].filter(Boolean).join(" "));
  }
  const instants = new Set([...series.flatMap(({ points }) => points.map(([at]) => at)), ...notes.keys()]);
  const figures = series.map(({ points }) => new Map(points));
  return [...instants]
    .sort((one, other) => other - one)
    .map((at) => ({ at, values: figures.map((known) => known.get(at)), note: notes.get(at) }));
}

/** One sentence for who cannot see it: each line and where it stands last. */
export function chartSummary(title: string, { series, zone }: ChartData): string {
  const parts = series.flatMap(({ name, points }) => {
    const last = points.at(-1);
    if (last === undefined) return [];
    return t("parts.chartSeries", { name, last: number(last[1]), at: instantText(last[0], last[0], zone) });
  });
  return t("parts.chartSummary", { title, series: parts.join("; ") || t("parts.chartEmpty") });
}

/** "15:40", with the day where it is not the day of `near`, in the chart's zone. */
export function instantText(at: number, near: number, zone: string): string {
  const clock = clockTime(at, zone);
  return sameDay(at, near, zone) ? clock : `${dayText(at, zone)} ${clock}`;
}

export function timeHeading(zone: string): string {
  return t("parts.timeColumn", { city: zoneCity(zone) });
}
