import { useMemo, useState } from "react";
import { type Column, DataTable, sayWhere } from "@/components/data-table";
import { EmptyState } from "@/components/EmptyState";
import { Sheet } from "@/components/Sheet";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useDoor, useReadPages } from "@/lib/query";
import type { ContactSet, RefusedContact } from "@/rpc/types";
import styles from "./builder.module.css";

const columns: Column<RefusedContact>[] = [
  {
    id: "line",
    header: t("schedules.refused.line"),
    cell: (row) => number(row.line),
    csv: (row) => row.line,
    width: 80,
    align: "end",
  },
  {
    id: "contact",
    header: t("schedules.refused.contact"),
    cell: (row) => row.contact_id,
    csv: (row) => row.contact_id,
    width: 128,
  },
  {
    id: "kind",
    header: t("schedules.refused.kind"),
    cell: (row) => t(`schedules.refused.${row.kind}`),
    csv: (row) => row.kind,
    width: 112,
  },
  {
    id: "reason",
    header: t("schedules.refused.reason"),
    cell: (row) => <span title={row.reason}>{row.reason}</span>,
    csv: (row) => row.reason,
  },
];
const rowKey = (row: RefusedContact) => `${row.line} ${row.kind}`;

/** Rows of a list that cannot be dialled as they are, each with its line and reason; and the way out as a file. */
export function RefusedRowsSheet({ set, onClose }: { set: ContactSet; onClose: () => void }) {
  const door = useDoor();
  const args = useMemo(() => ({ set: set.id }), [set.id]);
  const { rows, total, read, more } = useReadPages("contacts.refused", args);
  const [open, setOpen] = useState<string>();
  const exportAll = async () => {
    const file = await door.call("contacts.refused_export", { set: set.id });
    sayWhere(await door.take(file), file.rows);
  };
  return (
    <Sheet open onClose={onClose} title={t("schedules.refused.title", { name: set.name })} size={760}>
      <div className={styles.sheetTable}>
        <DataTable
          id="contacts.refused"
          label={t("schedules.refused.label")}
          {...{ columns, rows, total, rowKey, read, more, open }}
          onOpen={setOpen}
          onExport={exportAll}
          detail={(_, row) => ({
            title: t("schedules.refused.lineOf", { n: row ? number(row.line) : "" }),
            body: row?.reason,
          })}
          empty={<EmptyState title={t("schedules.refused.none")} />}
        />
      </div>
    </Sheet>
  );
}
