import { t } from "@/i18n";
import type { Column } from "./columns";
import styles from "./data-table.module.css";

interface GridRowProps<Row> {
  row: Row;
  id: string;
  index: number;
  columns: readonly Column<Row>[];
  active: boolean;
  isOpen: boolean;
  chosen?: boolean;
  onFocus: () => void;
  onOpen?: () => void;
  onChoose: (range: boolean) => void;
}

/** One row: a click opens it, with Shift or Ctrl it is chosen. Its keys are heard on the table (use-grid-keys). */
export function GridRow<Row>({
  row,
  id,
  index,
  columns,
  active,
  isOpen,
  chosen,
  onFocus,
  onOpen,
  onChoose,
}: GridRowProps<Row>) {
  return (
    <tr
      data-key={id}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      aria-current={isOpen || undefined}
      data-opens={onOpen !== undefined}
      tabIndex={active ? 0 : -1}
      onFocus={(event) => {
        if (event.target === event.currentTarget) onFocus();
      }}
      onClick={(event) => {
        if (isControl(event.target)) return;
        if (chosen !== undefined && (event.shiftKey || event.ctrlKey || event.metaKey))
          onChoose(event.shiftKey);
        else onOpen?.();
      }}
    >
      {chosen !== undefined && (
        <td role="gridcell" className={styles.box}>
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={t("parts.selectRow")}
            checked={chosen}
            onChange={(event) =>
              onChoose(event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)
            }
          />
        </td>
      )}
      {columns.map((column) => (
        <td role="gridcell" key={column.id} data-align={column.align}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("a, button, input, [role=menuitem]") !== null;
}
