import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import { type Column, DataTable, sayWhere } from "@/components/data-table";
import { EmptyState } from "@/components/EmptyState";
import { StaleNotice } from "@/components/ErrorNotice";
import { PlainTable } from "@/components/plain-table";
import { Sheet } from "@/components/Sheet";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useDoor, useReadPages, useWrite } from "@/lib/query";
import { toastFailure } from "@/lib/toast";
import type { DncImport, DncRefused } from "@/rpc/types";
import styles from "./dnc.module.css";
import { nameOf } from "./looks";

/** So many are shown before all are asked for. */
const FIRST = 5;

const columns: Column<DncRefused>[] = [
  {
    id: "line",
    header: t("dnc.refused.line"),
    cell: (row) => number(row.line),
    csv: (row) => row.line,
    width: 80,
    align: "end",
  },
  { id: "cell", header: t("dnc.refused.cell"), cell: (row) => row.cell, csv: (row) => row.cell, width: 176 },
  {
    id: "reason",
    header: t("dnc.refused.reason"),
    cell: (row) => <span title={row.reason}>{row.reason}</span>,
    csv: (row) => row.reason,
  },
];
const rowKey = (row: DncRefused) => String(row.place);

/** The first refused rows of an import, and the way to all of them and to the file. */
export function RefusedRows({ of }: { of: DncImport }) {
  const [all, setAll] = useState(false);
  const { rows, read } = useReadPages(
    "dnc.refused",
    useMemo(() => ({ import: of.id, limit: FIRST }), [of.id]),
  );
  return (
    <>
      <StaleNotice what={t("dnc.refused.what")} read={read} />
      {read.status === "loading" && <p className={styles.dim}>{t("dnc.refused.reading")}</p>}
      {rows.length > 0 && (
        <PlainTable
          label={t("dnc.refused.of", { file: nameOf(of) })}
          columns={[
            { head: t("dnc.refused.line"), cell: (row) => number(row.line), figure: true, width: "56px" },
            { head: t("dnc.refused.cell"), cell: (row) => row.cell },
            { head: t("dnc.refused.reason"), cell: (row) => row.reason },
          ]}
          rows={rows.slice(0, FIRST)}
          rowKey={rowKey}
        />
      )}
      <div className={styles.buttons}>
        {of.refused > FIRST && (
          <Button variant="default" onClick={() => setAll(true)}>
            {t("dnc.refused.all", { n: number(of.refused) })}
          </Button>
        )}
        {of.state !== "looked" && <SaveRefused of={of} />}
      </div>
      {all && <RefusedSheet of={of} onClose={() => setAll(false)} />}
    </>
  );
}

function SaveRefused({ of }: { of: DncImport }) {
  const { save, pending } = useSaveRefused(of);
  return (
    <Button
      variant="default"
      title={t("dnc.refused.exportHint")}
      loading={pending}
      onClick={() => void save().catch(toastFailure)}
    >
      {t("dnc.refused.export")}
    </Button>
  );
}

/** All refused rows, each with its line and why; numbers are masked here, and whole in the file. */
export function RefusedSheet({ of, onClose }: { of: DncImport; onClose: () => void }) {
  const args = useMemo(() => ({ import: of.id }), [of.id]);
  const { rows, total, read, more } = useReadPages("dnc.refused", args);
  const [open, setOpen] = useState<string>();
  const { save } = useSaveRefused(of);
  return (
    <Sheet open onClose={onClose} title={t("dnc.refused.of", { file: nameOf(of) })} size={760}>
      <div className={styles.sheetTable}>
        <DataTable
          id="dnc.refused"
          label={t("dnc.refused.what")}
          {...{ columns, rows, total, rowKey, read, more, open }}
          onOpen={setOpen}
          onExport={of.state === "looked" ? undefined : save}
          detail={(_, row) => ({
            title: t("dnc.refused.lineOf", { n: row ? number(row.line) : "" }),
            body: row?.reason,
          })}
          empty={<EmptyState title={t("dnc.refused.none")} />}
        />
      </div>
    </Sheet>
  );
}

/** The engine writes the rows to a file as they were handed in, and the reader gets it. */
function useSaveRefused(of: DncImport) {
  const door = useDoor();
  const write = useWrite("dnc.refused_export");
  const save = async () => {
    const file = await write.mutateAsync({ import: of.id });
    sayWhere(await door.take(file), file.rows);
  };
  return { save, pending: write.isPending };
}
