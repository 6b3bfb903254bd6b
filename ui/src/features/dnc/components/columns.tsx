import type { Column } from "@/components/data-table";
import { ProgressBar } from "@/components/ProgressBar";
import { StateMark } from "@/components/state-mark";
import { TimeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { number, percent } from "@/lib/numbers";
import { clockSeconds, clockTime, dayText, ownZone } from "@/lib/time";
import type { DncImport } from "@/rpc/types";
import styles from "./dnc.module.css";
import { countsNot, LOOKS, lookOf, nameOf } from "./looks";

/** The list is short and read whole: it can be sorted by each column. */
export const columns: Column<DncImport>[] = [
  { id: "file", header: t("dnc.columns.file"), cell: (row) => <FileText row={row} />, sortBy: nameOf },
  {
    id: "list",
    header: t("dnc.columns.list"),
    cell: (row) => row.list || "–",
    sortBy: (row) => row.list,
    hidden: true,
  },
  {
    id: "at",
    header: t("dnc.columns.at"),
    cell: (row) => atText(row.at),
    sortBy: (row) => row.at,
    width: 152,
  },
  {
    id: "actor",
    header: t("dnc.columns.actor"),
    cell: (row) => row.actor,
    sortBy: (row) => row.actor,
    width: 80,
  },
  {
    id: "state",
    header: t("dnc.columns.state"),
    cell: (row) => <StateMark state={LOOKS[lookOf(row)]} word={t(`dnc.looks.${lookOf(row)}`)} />,
    sortBy: (row) => t(`dnc.looks.${lookOf(row)}`),
    width: 136,
  },
  {
    id: "numbers",
    header: t("dnc.columns.numbers"),
    cell: (row) => number(row.distinct),
    sortBy: (row) => row.distinct,
    width: 96,
    align: "end",
  },
  {
    id: "confirmed",
    header: t("dnc.columns.confirmed"),
    cell: (row) => <Confirmed row={row} />,
    sortBy: (row) => row.confirmed + row.known,
    width: 168,
  },
  {
    id: "by",
    header: t("dnc.columns.by"),
    cell: (row) =>
      row.push && row.confirmed_by && <TimeText at={row.confirmed_by} zone={ownZone()} distance={false} />,
    sortBy: (row) => (row.push ? row.confirmed_by : null),
    width: 120,
  },
  {
    id: "to_release",
    header: t("dnc.columns.toRelease"),
    cell: (row) => (row.to_release > 0 ? number(row.to_release) : "–"),
    sortBy: (row) => row.to_release,
    width: 112,
    align: "end",
  },
];

/** A list that is called as its file is not said twice. */
function FileText({ row }: { row: DncImport }) {
  const name = nameOf(row);
  const list = row.list !== row.file && row.list;
  return (
    <span title={list ? `${name} · ${list}` : name}>
      {name}
      {list && <span className={styles.dim}> · {list}</span>}
    </span>
  );
}

function Confirmed({ row }: { row: DncImport }) {
  if (countsNot(row) || (!row.push && row.passed === 0)) return "–";
  const done = row.confirmed + row.known;
  return (
    <span className={styles.share}>
      <ProgressBar
        done={done}
        all={row.distinct}
        label={t("dnc.progressOf", { file: nameOf(row) })}
        figures={false}
      />
      <span>{percent(done, row.distinct)}</span>
    </span>
  );
}

/** A time of the log, in the reader's own zone. */
export function atText(at: string): string {
  const zone = ownZone();
  return `${dayText(at, zone)} ${clockTime(at, zone)}`;
}

/** The same to the second, for what takes seconds. */
export function atSeconds(at: string): string {
  const zone = ownZone();
  return `${dayText(at, zone)} ${clockSeconds(at, zone)}`;
}
