import { useMemo, useState } from "react";
import { type Column, DataTable, matching } from "@/components/data-table";
import { EmptyState } from "@/components/EmptyState";
import { Section } from "@/components/layout";
import { StateMark } from "@/components/state-mark";
import { TimeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { Run, RunWindow } from "@/rpc/types";
import { clockZone, hoursText } from "../run-words";
import styles from "./run.module.css";
import { windowCountWords } from "./WindowCounts";
import { WindowDetail } from "./WindowDetail";

const rowKey = (window: RunWindow) => window.id;

const columns: Column<RunWindow>[] = [
  {
    id: "state",
    header: t("runs.state"),
    cell: (window) => <StateMark state={window.state} />,
    sortBy: (window) => window.state,
    width: 128,
  },
  {
    id: "zone",
    header: t("runs.zone"),
    cell: (window) => <span title={window.zone}>{window.place}</span>,
    sortBy: (window) => window.place,
    csv: (window) => window.zone,
    width: 120,
  },
  {
    id: "hours",
    header: t("runs.hours"),
    cell: hoursText,
    sortBy: (window) => window.start,
    csv: hoursText,
    width: 272,
  },
  {
    id: "contacts",
    header: t("runs.contacts"),
    cell: (window) => number(window.contacts),
    sortBy: (window) => window.contacts,
    width: 84,
    align: "end",
  },
  {
    id: "verdict",
    header: t("runs.verdict"),
    cell: (window) => <StateMark state={window.verdict} />,
    sortBy: (window) => window.verdict,
    csv: (window) => (window.rule ? `${window.verdict}: ${window.rule.words}` : window.verdict),
    width: 100,
  },
  {
    id: "tenant",
    header: t("runs.tenantId"),
    cell: (window) => <span title={window.schedule_id ?? undefined}>{window.schedule_id ?? "–"}</span>,
    sortBy: (window) => window.schedule_id,
    width: 112,
    hidden: true,
  },
  {
    id: "note",
    header: t("runs.note"),
    cell: (window) => <Note window={window} />,
    sortBy: (window) => window.trouble,
  },
  {
    id: "start",
    header: t("runs.startUtc"),
    cell: (window) => window.start,
    sortBy: (window) => window.start,
    width: 176,
    hidden: true,
  },
  {
    id: "end",
    header: t("runs.endUtc"),
    cell: (window) => window.end,
    sortBy: (window) => window.end,
    width: 176,
    hidden: true,
  },
];

interface WindowsProps {
  run: Run;
  open?: string;
  onOpen: (window: string | undefined) => void;
}

/** Every window of the run: where it stands, when it dials there, and what is the matter with it. */
export function Windows({ run, open, onOpen }: WindowsProps) {
  const [search, setSearch] = useState("");
  const rows = useMemo(() => matching(run.windows, columns, search), [run.windows, search]);
  const read = { status: "ready", data: run.windows, asOf: 0, old: false, refresh: () => {} } as const;
  return (
    <Section title={t("runs.windowsTitle")} aside={windowCountWords(run.summary.windows)}>
      <div className={styles.windows} style={{ height: heightOf(run.windows.length, open !== undefined) }}>
        <DataTable
          id="run-windows"
          label={t("runs.windowsLabel")}
          {...{ columns, rows, rowKey, read, open, onOpen }}
          total={run.windows.length}
          search={{ value: search, onChange: setSearch }}
          detail={(_, window) => ({
            title: window?.place ?? t("runs.windowsLabel"),
            body: window && <WindowDetail window={window} />,
          })}
          empty={<EmptyState title={t("runs.windowsEmpty")}>{t("runs.windowsEmptyHint")}</EmptyState>}
        />
      </div>
    </Section>
  );
}

/** Bar, heading and rows; a long list scrolls inside itself, and a detail has room beside a short one. */
function heightOf(rows: number, open: boolean): number {
  const whole = 44 + 32 * (Math.max(rows, 2) + 1) + 8;
  return Math.min(Math.max(whole, open ? 480 : 0), 480);
}

function Note({ window }: { window: RunWindow }) {
  if (window.trouble === null) return null;
  return (
    <span title={window.trouble}>
      {window.next_try && (
        <>
          <TimeText at={window.next_try} zone={clockZone(window)} />
          {": "}
        </>
      )}
      {window.trouble}
    </span>
  );
}
