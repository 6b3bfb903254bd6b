import { NumberInput, Select } from "@mantine/core";
import { useState } from "react";
import { t } from "@/i18n";
import type { ContactsColumns } from "@/rpc/types";
import styles from "./builder.module.css";
import type { Layout } from "./use-contact-import";

interface LayoutFieldsProps {
  columns: ContactsColumns;
  onLook: (layout: Layout) => void;
}

/** The sheet of a workbook, and the line of the names of the columns. */
export function LayoutFields({ columns, onLook }: LayoutFieldsProps) {
  const [line, setLine] = useState<number | string>(columns.header_row);
  const look = () => {
    if (typeof line === "number" && line !== columns.header_row) onLook({ header_row: line });
  };
  return (
    <div className={styles.layout}>
      {columns.sheets.length > 1 && (
        <Select
          label={t("schedules.mapping.sheet")}
          data={columns.sheets}
          value={columns.sheet ?? null}
          onChange={(sheet) => sheet !== null && onLook({ sheet, header_row: undefined })}
        />
      )}
      <NumberInput
        label={t("schedules.mapping.headerRow")}
        description={t("schedules.mapping.headerRowNote")}
        value={line}
        onChange={setLine}
        onBlur={look}
        onKeyDown={(event) => event.key === "Enter" && look()}
        min={0}
        max={1_000}
        allowDecimal={false}
      />
    </div>
  );
}
