import type { Column } from "@/components/data-table";
import { StateMark } from "@/components/state-mark";
import { t } from "@/i18n";
import { clockSeconds, dayText, ownZone } from "@/lib/time";
import type { Direction, TrafficRow } from "@/rpc/types";
import { kindWords } from "../filter";
import styles from "./traffic.module.css";

/** The list stands in the order of time and is sorted by nothing else: most of it is not loaded. */
export const columns: Column<TrafficRow>[] = [
  { id: "at", header: t("traffic.time"), cell: (row) => logTime(row.at), csv: (row) => row.at, width: 172 },
  {
    id: "state",
    header: t("traffic.state"),
    cell: (row) => <StateMark state={row.state} />,
    csv: (row) => row.state,
    width: 120,
  },
  {
    id: "direction",
    header: t("traffic.direction"),
    cell: (row) => <DirectionMark direction={row.direction} />,
    csv: (row) => row.direction,
    width: 96,
  },
  {
    id: "kind",
    header: t("traffic.kind"),
    cell: (row) => <span title={row.kind}>{kindWords(row.kind)}</span>,
    csv: (row) => row.kind,
    width: 160,
  },
  {
    id: "about",
    header: t("traffic.about"),
    cell: (row) => row.about || "–",
    csv: (row) => row.about,
    width: 148,
  },
  { id: "party", header: t("traffic.party"), cell: (row) => row.party, csv: (row) => row.party, width: 120 },
  {
    id: "words",
    header: t("traffic.words"),
    cell: (row) => <span title={row.words ?? undefined}>{row.words}</span>,
    csv: (row) => row.words,
  },
  { id: "id", header: t("traffic.id"), cell: (row) => row.id, csv: (row) => row.id, hidden: true },
];

/** In or out: an arrow and the word. */
function DirectionMark({ direction }: { direction: Direction }) {
  return (
    <span className={styles.direction}>
      <span aria-hidden="true">{direction === "received" ? "↓" : "↑"}</span> {t(`traffic.${direction}`)}
    </span>
  );
}

export function logTime(at: string): string {
  const zone = ownZone();
  return `${dayText(at, zone)} ${clockSeconds(at, zone)}`;
}
