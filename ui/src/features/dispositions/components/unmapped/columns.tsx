import type { Column } from "@/components/data-table";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { UnmappedCode } from "@/rpc/types";
import { whenText } from "../../words";

export const columns: Column<UnmappedCode>[] = [
  {
    id: "code",
    header: t("dispositions.unmapped.code"),
    cell: (row) => row.code,
    sortBy: (row) => row.code,
    width: 112,
  },
  {
    id: "calls",
    header: t("dispositions.unmapped.calls"),
    cell: (row) => row.call_result ?? "–",
    sortBy: (row) => row.call_result,
  },
  figure("events", (row) => row.events),
  figure("contacts", (row) => row.contacts),
  figure("held", (row) => row.held),
  time("last", (row) => row.last),
  time("first", (row) => row.first),
];

function figure(id: "events" | "contacts" | "held", of: (row: UnmappedCode) => number): Column<UnmappedCode> {
  const header = t(`dispositions.unmapped.${id}`);
  return { id, header, cell: (row) => number(of(row)), sortBy: of, width: 88, align: "end" };
}

function time(id: "first" | "last", of: (row: UnmappedCode) => string): Column<UnmappedCode> {
  const header = t(`dispositions.unmapped.${id}`);
  return {
    id,
    header,
    cell: (row) => whenText(of(row)),
    sortBy: (row) => Date.parse(of(row)),
    csv: of,
    width: 144,
  };
}
