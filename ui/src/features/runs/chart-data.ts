import type { ChartData, Shade } from "@/components/line-chart";
import { t } from "@/i18n";
import type { Run, RunMark, RunPoint, RunWindow } from "@/rpc/types";
import { clockZone } from "./run-words";

/** A run as the chart takes it: three lines, the open times behind them, what happened, and the goal. */
export function progressData({ summary, points, windows, marks }: Run): ChartData {
  const from = firstMoment(points, marks);
  const until = lastMoment(points, marks);
  return {
    zone: clockZone(summary),
    series: FIGURES.map((figure) => ({
      id: figure,
      name: t(`runs.${figure}`),
      points: points.map((point) => [Date.parse(point.at), point[figure]] as const),
    })),
    shades: openTimes(windows)
      .map((open) => ({ from: Math.max(open.from, from), until: Math.min(open.until, until) }))
      .filter((open) => open.from < open.until),
    marks: marks
      .map((mark) => ({ at: Date.parse(mark.at), label: markWord(mark), words: mark.words }))
      .filter(({ at }) => at >= from && at <= until),
    goal: { value: summary.figures.expected, label: t("runs.expected") },
    from,
    until,
  };
}

const FIGURES = ["completed", "attempted", "connected"] as const;

/** Windows that were or may be open at the tenant, those that touch made one: zones overlap most of the day. */
export function openTimes(windows: readonly RunWindow[]): Shade[] {
  const times = windows
    .filter(({ state }) => OPENS.has(state))
    .map((window) => ({ from: Date.parse(window.start), until: Date.parse(window.end) }))
    .sort((one, other) => one.from - other.from);
  const merged: Shade[] = [];
  for (const time of times) {
    const last = merged.at(-1);
    if (last !== undefined && time.from <= last.until) last.until = Math.max(last.until, time.until);
    else merged.push({ ...time });
  }
  return merged;
}

const OPENS: ReadonlySet<RunWindow["state"]> = new Set([
  "submitted",
  "begun",
  "ended",
  "stuck",
  "withdrawing",
]);

/** A newer engine may know kinds that this page does not: they keep their own name. */
export function markWord({ kind }: RunMark): string {
  return isKnown(kind) ? t(`runs.marks.${kind}`) : kind.replaceAll("_", " ");
}

const KINDS = [
  "submitted",
  "running",
  "throttled",
  "stalled",
  "resumed",
  "flagged",
  "stop_asked",
  "completed",
  "ended",
  "stopped",
  "failed",
  "superseded",
] as const;

function isKnown(kind: string): kind is (typeof KINDS)[number] {
  return KINDS.some((known) => known === kind);
}

/**
 * The chart begins with the first figures, or with a mark shortly before them. A submission of the day before
 * would press the run into its last corner, and is left out.
 */
function firstMoment(points: readonly RunPoint[], marks: readonly RunMark[]): number {
  const first = Date.parse(points[0]?.at ?? "");
  const length = Date.parse(points.at(-1)?.at ?? "") - first;
  const before = marks.map(({ at }) => Date.parse(at)).filter((at) => at < first && first - at <= length / 4);
  return Math.min(first, ...before);
}

function lastMoment(points: readonly RunPoint[], marks: readonly RunMark[]): number {
  const last = Date.parse(points.at(-1)?.at ?? "");
  return Math.max(last, ...marks.map(({ at }) => Date.parse(at)));
}
