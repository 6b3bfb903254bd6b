import { t } from "@/i18n";
import { millis, spanText } from "@/lib/time";
import type { DeliveryTry, TraceStep } from "@/rpc/types";

/** A step, and how long after the one before it that has a time: "0.8 s", "12 ms". */
export interface TimedStep extends TraceStep {
  after?: string;
}

/** Steps with the time between them. Those to come have none; those at once and a clock set back say nothing. */
export function timed(steps: readonly TraceStep[]): TimedStep[] {
  let before: number | undefined;
  return steps.map((step) => {
    const at = step.at === null ? undefined : millis(step.at);
    const length = at === undefined || before === undefined ? undefined : at - before;
    before = at ?? before;
    return length === undefined || length <= 0 ? step : { ...step, after: lengthText(length) };
  });
}

/** Fine where it is short: an acknowledgement takes milliseconds. */
export function lengthText(length: number): string {
  if (length < 1_000) return `${length} ms`;
  if (length < 10_000) return `${(length / 1_000).toFixed(1)} s`;
  return spanText(length);
}

/** What came back from a try that failed, beside its words: "429 · 112 ms". A step that is none says nothing. */
export function answerText(step: TraceStep, tries: readonly DeliveryTry[]): string | undefined {
  if (step.kind !== "tried" || step.state !== "failed") return undefined;
  const one = tries.find(({ at }) => at === step.at);
  return one && `${one.status ?? t("traffic.noAnswer")} · ${lengthText(one.took_ms)}`;
}
