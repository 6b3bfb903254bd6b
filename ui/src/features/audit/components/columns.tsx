import type { Column } from "@/components/data-table";
import { ResultMark } from "@/components/ResultMark";
import { t } from "@/i18n";
import { clockSeconds, dayText, ownZone } from "@/lib/time";
import type { AuditRow } from "@/rpc/types";
import styles from "./audit.module.css";

/** The log stands in its own order, the newest first, and is sorted by nothing else: most of it is not loaded. */
export const columns: Column<AuditRow>[] = [
  {
    id: "seq",
    header: t("audit.seq"),
    cell: (row) => row.seq,
    csv: (row) => row.seq,
    width: 88,
    align: "end",
  },
  { id: "at", header: t("audit.time"), cell: (row) => logTime(row.at), csv: (row) => row.at, width: 168 },
  { id: "actor", header: t("audit.actor"), cell: (row) => row.actor, csv: (row) => row.actor, width: 112 },
  {
    id: "action",
    header: t("audit.action"),
    cell: (row) => <span className={styles.action}>{row.action}</span>,
    csv: (row) => row.action,
    width: 168,
  },
  {
    id: "object",
    header: t("audit.object"),
    cell: (row) => <span title={row.object}>{row.object}</span>,
    csv: (row) => row.object,
  },
  {
    id: "result",
    header: t("audit.result"),
    cell: (row) => <ResultMark result={row.result} />,
    csv: (row) => row.result,
  },
  {
    id: "door",
    header: t("audit.door"),
    cell: (row) => row.door,
    csv: (row) => row.door,
    hidden: true,
    width: 120,
  },
];

function logTime(at: string): string {
  const zone = ownZone();
  return `${dayText(at, zone)} ${clockSeconds(at, zone)}`;
}
