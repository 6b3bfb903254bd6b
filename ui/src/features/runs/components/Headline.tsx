import type { ReactNode } from "react";
import { ProgressBar } from "@/components/ProgressBar";
import { Spark } from "@/components/Spark";
import { StateMark } from "@/components/state-mark";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { number, percent } from "@/lib/numbers";
import { isCountKnown, stateAsHeard } from "@/lib/run-figures";
import { relative } from "@/lib/time";
import type { RunSummary } from "@/rpc/types";
import { endName, endText, latestText, outcomeWord, paceText } from "../run-words";
import styles from "./run.module.css";

interface HeadlineProps {
  summary: RunSummary;
  /** Its figures are not of now. */
  old: boolean;
}

/** The top line: state or outcome, how much of how much, how fast, until when. */
export function Headline({ summary, old }: HeadlineProps) {
  const { figures, name } = summary;
  const now = useNow();
  const end = endText(summary, now);
  const endsAt = summary.ended_at ?? summary.over_since ?? summary.eta;
  const known = isCountKnown(summary, now);
  // The page's clock ticks twice a minute: what has ended must not lie ahead of it.
  const seenAt = summary.ended_at === null ? now : Math.max(now, Date.parse(summary.ended_at));
  return (
    <div className={styles.headline}>
      <dl className={styles.figures}>
        <Figure name={t("runs.state")} wide>
          <StateMark state={summary.state} word={old ? stateAsHeard(summary, true) : outcomeWord(summary)} />
        </Figure>
        <Figure
          name={t("runs.completed")}
          aside={known && percent(figures.completed, figures.expected)}
          old={old}
        >
          {known ? number(figures.completed) : t("runs.countUnknown")}
          <span className={styles.of}> / {number(figures.expected)}</span>
        </Figure>
        <Figure name={t("runs.pace")} aside={<Pulse summary={summary} />}>
          {paceText(summary.pace)}
        </Figure>
        <Figure name={endName(summary)} aside={endsAt ? relative(endsAt, seenAt) : latestText(summary, now)}>
          {end ?? <span className={styles.of}>{t("runs.unknownEnd")}</span>}
        </Figure>
      </dl>
      <ProgressBar
        done={figures.completed}
        all={figures.expected}
        label={t("runs.progressOf", { name })}
        figures={false}
      />
    </div>
  );
}

interface FigureProps {
  name: string;
  aside?: ReactNode;
  wide?: boolean;
  old?: boolean;
  children: ReactNode;
}

function Figure({ name, aside, wide, old, children }: FigureProps) {
  return (
    <div className={styles.figure} data-wide={wide} data-old={old || undefined}>
      <dt>{name}</dt>
      <dd>
        <span className={styles.value}>{children}</span>
        {aside && <span className={styles.aside}>{aside}</span>}
      </dd>
    </div>
  );
}

/** Completions from point to point: whether it speeds up or dries out. */
function Pulse({ summary }: { summary: RunSummary }) {
  const gains = gainsOf(summary.spark);
  if (summary.pace === null || gains.length < 2) return null;
  return <Spark values={gains} label={t("runs.paceLine", { pace: paceText(summary.pace) })} />;
}

/** What each point adds to the one before: the figures themselves only ever rise. */
export function gainsOf(totals: readonly number[]): number[] {
  return totals.slice(1).map((total, index) => Math.max(0, total - (totals[index] ?? total)));
}
