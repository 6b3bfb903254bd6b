import type { ReactNode } from "react";
import styles from "./plain-table.module.css";

interface PlainColumn<Row> {
  head: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand at the end. */
  figure?: boolean;
  width?: string;
  /** Stays on one line: a time. */
  whole?: boolean;
}

interface PlainTableProps<Row> {
  /** Its name, where no caption shows one. */
  label?: string;
  caption?: string;
  columns: readonly PlainColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}

/** A few rows to be read and nothing more. Lists that are searched, sorted or chosen from are a DataTable. */
export function PlainTable<Row>({ label, caption, columns, rows, rowKey }: PlainTableProps<Row>) {
  return (
    <table className={styles.table} aria-label={label}>
      {caption && <caption>{caption}</caption>}
      <thead>
        <tr>
          {columns.map(({ head, figure, width }) => (
            <th key={head} scope="col" data-figure={figure} style={{ width }}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map(({ head, cell, figure, whole }) => (
              <td key={head} data-figure={figure} data-whole={whole}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
