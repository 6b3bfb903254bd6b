import { type ExportWay, sayWhere } from "@/components/data-table";
import { t } from "@/i18n";
import { useDoor, useWrite } from "@/lib/query";
import type { AuditFilter, ExportFormat } from "@/rpc/types";

/** The log leaves as a file that the engine writes: all rows of the filter, also those not loaded here. */
export function useExports(filter: AuditFilter): readonly ExportWay[] {
  const door = useDoor();
  const write = useWrite("audit.export");
  const run = async (format: ExportFormat) => {
    const file = await write.mutateAsync({ filter, format });
    sayWhere(await door.take(file), file.rows);
  };
  return [
    { label: t("audit.exportCsv"), run: () => run("csv") },
    { label: t("audit.exportJsonl"), run: () => run("jsonl") },
  ];
}
