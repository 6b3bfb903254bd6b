import { t } from "@/i18n";
import { Icon } from "../icons";
import type { Column, Sort } from "./columns";
import styles from "./data-table.module.css";

interface GridHeadProps<Row> {
  columns: readonly Column<Row>[];
  keys: readonly string[];
  sort: Sort | undefined;
  onSort: (column: string) => void;
  /** Absent: rows cannot be chosen. */
  chosen?: ReadonlySet<string>;
  onAll: () => void;
}

/** The headings: they stay in sight, sort by click and by key, and hold the box for all rows. */
export function GridHead<Row>({ columns, sort, onSort, chosen, keys, onAll }: GridHeadProps<Row>) {
  const all = chosen !== undefined && keys.length > 0 && keys.every((key) => chosen.has(key));
  return (
    <thead>
      <tr aria-rowindex={1}>
        {chosen && (
          <th className={styles.box}>
            <input
              type="checkbox"
              aria-label={t("parts.selectAll")}
              checked={all}
              ref={(box) => {
                if (box) box.indeterminate = !all && chosen.size > 0;
              }}
              onChange={onAll}
            />
          </th>
        )}
        {columns.map((column) => {
          const order = sort?.column === column.id ? (sort.down ? "descending" : "ascending") : undefined;
          return (
            <th key={column.id} data-align={column.align} aria-sort={order}>
              {column.sortBy ? (
                <button type="button" className={styles.sort} onClick={() => onSort(column.id)}>
                  <span>{column.header}</span>
                  {order && <Icon name={order === "ascending" ? "up" : "down"} size={12} />}
                </button>
              ) : (
                column.header
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
