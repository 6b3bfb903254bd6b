import { Link } from "@tanstack/react-router";
import type { Column } from "@/components/data-table";
import { ProgressBar } from "@/components/ProgressBar";
import { StateMark } from "@/components/state-mark";
import { TimeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { liveWord } from "@/lib/run-figures";
import type { RunSummary } from "@/rpc/types";
import { clockZone, endText, paceText, spanOfRun } from "../run-words";
import styles from "./runs.module.css";
import { WindowCountMarks, windowCountWords } from "./WindowCounts";

/** The columns of the list of runs. */
export const columns: Column<RunSummary>[] = [
  {
    id: "state",
    header: t("runs.state"),
    cell: (run) => <StateMark state={run.state} word={liveWord(run)} />,
    sortBy: (run) => STATE_ORDER.indexOf(run.state),
    csv: (run) => run.state,
    width: 120,
  },
  {
    id: "name",
    header: t("runs.name"),
    cell: (run) => (
      <Link to="/runs/$run" params={{ run: run.id }} className={styles.name} title={run.name}>
        {run.name}
      </Link>
    ),
    sortBy: (run) => run.name,
  },
  {
    id: "campaign",
    header: t("runs.campaign"),
    cell: (run) => run.campaign_id,
    sortBy: (run) => run.campaign_id,
    width: 144,
    hidden: true,
  },
  {
    id: "completed",
    header: t("runs.completed"),
    cell: ({ name, figures }) => (
      <ProgressBar done={figures.completed} all={figures.expected} label={t("runs.progressOf", { name })} />
    ),
    sortBy: ({ figures }) => figures.completed / Math.max(figures.expected, 1),
    csv: ({ figures }) => figures.completed,
    width: 248,
  },
  {
    id: "expected",
    header: t("runs.expected"),
    cell: ({ figures }) => figures.expected,
    sortBy: ({ figures }) => figures.expected,
    width: 88,
    align: "end",
    hidden: true,
  },
  {
    id: "pace",
    header: t("runs.pace"),
    cell: (run) => paceText(run.pace),
    sortBy: (run) => run.pace,
    width: 80,
    align: "end",
  },
  {
    id: "when",
    header: t("runs.when"),
    cell: (run) => <When run={run} />,
    sortBy: (run) => run.first_start,
    width: 264,
  },
  {
    id: "ends",
    header: t("runs.ends"),
    cell: (run) => <End run={run} />,
    sortBy: (run) => run.ended_at ?? run.eta,
    width: 208,
    hidden: true,
  },
  {
    id: "started",
    header: t("runs.started"),
    cell: (run) => <TimeText at={run.first_start} zone={clockZone(run)} distance={false} />,
    sortBy: (run) => run.first_start,
    width: 208,
    hidden: true,
  },
  {
    id: "windows",
    header: t("runs.windows"),
    cell: (run) => <WindowCountMarks counts={run.windows} />,
    csv: (run) => windowCountWords(run.windows),
    width: 140,
  },
];

/** What needs a look stands first when the list is sorted by state. */
const STATE_ORDER = [
  "failed",
  "stalled",
  "running",
  "submitting",
  "waiting",
  "stopped",
  "superseded",
  "ended",
  "completed",
] as const satisfies readonly RunSummary["state"][];

function When({ run }: { run: RunSummary }) {
  const text = spanOfRun(run, useNow());
  return (
    <span className={run.ended_at ? styles.past : undefined} title={text}>
      {text}
    </span>
  );
}

function End({ run }: { run: RunSummary }) {
  const text = endText(run, useNow());
  return <span className={run.ended_at ? styles.past : undefined}>{text ?? "–"}</span>;
}
