import { Link } from "@tanstack/react-router";
import type { Column } from "@/components/data-table";
import { StateMark } from "@/components/state-mark";
import { t } from "@/i18n";
import { clockSeconds, dayText, ownZone } from "@/lib/time";
import type { DispositionRow } from "@/rpc/types";
import { SeverityMark } from "../SeverityMark";

/** The list stands in the order of arrival and is sorted by nothing else: most of it is not loaded. */
export const columns: Column<DispositionRow>[] = [
  { id: "at", header: t("dispositions.feed.at"), cell: eventLink, csv: (row) => row.at, width: 184 },
  {
    id: "received",
    header: t("dispositions.feed.received"),
    cell: (row) => secondsText(row.received_at),
    csv: (row) => row.received_at,
    width: 152,
    hidden: true,
  },
  {
    id: "contact",
    header: t("dispositions.feed.contact"),
    cell: (row) => row.contact,
    csv: (row) => row.contact,
    width: 136,
  },
  {
    id: "code",
    header: t("dispositions.feed.code"),
    cell: (row) => row.code,
    csv: (row) => row.code,
    width: 80,
  },
  {
    id: "calls",
    header: t("dispositions.feed.calls"),
    cell: (row) => row.call_result ?? "–",
    csv: (row) => row.call_result,
    width: 144,
    hidden: true,
  },
  {
    id: "category",
    header: t("dispositions.feed.category"),
    cell: (row) => row.category ?? "–",
    csv: (row) => row.category,
    width: 136,
  },
  {
    id: "severity",
    header: t("dispositions.feed.severity"),
    cell: (row) => (row.severity ? <SeverityMark severity={row.severity} /> : "–"),
    csv: (row) => row.severity,
    width: 96,
  },
  {
    id: "version",
    header: t("dispositions.feed.version"),
    cell: (row) => row.version ?? "–",
    csv: (row) => row.version,
    width: 76,
    align: "end",
  },
  {
    id: "state",
    header: t("dispositions.feed.state"),
    cell: (row) => <StateMark state={row.state} />,
    csv: (row) => row.state,
    width: 120,
  },
  {
    id: "words",
    header: t("dispositions.feed.words"),
    cell: (row) => <span title={row.words ?? undefined}>{row.words}</span>,
    csv: (row) => row.words,
  },
];

/** Its place in the traffic, where each step is told. */
function eventLink(row: DispositionRow) {
  const at = secondsText(row.at);
  return (
    <Link
      to="/traffic"
      search={{ open: row.event }}
      tabIndex={-1}
      aria-label={t("dispositions.feed.trace", { contact: row.contact, at })}
    >
      {at}
    </Link>
  );
}

function secondsText(at: string): string {
  const zone = ownZone();
  return `${dayText(at, zone)} ${clockSeconds(at, zone)}`;
}
