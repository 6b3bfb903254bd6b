import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef } from "react";
import { t } from "@/i18n";
import type { Column, Sort } from "./columns";
import styles from "./data-table.module.css";
import { GridHead } from "./GridHead";
import { GridRow } from "./GridRow";
import { useGridKeys } from "./use-grid-keys";

interface GridProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keys: readonly string[];
  rowKey: (row: Row) => string;
  total: number;
  more?: { loading: boolean; load(): void };
  dimmed: boolean;
  busy: boolean;
  sort: Sort | undefined;
  onSort: (column: string) => void;
  open?: string;
  onOpen?: (key: string | undefined) => void;
  /** Absent: rows cannot be chosen. */
  chosen?: ReadonlySet<string>;
  onToggle: (key: string) => void;
  onExtend: (key: string, from?: string) => void;
  onAll: () => void;
  empty: ReactNode;
}

const ROW = 32;

/** Fewer rows than this are all drawn: then the webview's own search finds them. */
const DRAW_ALL = 150;

/** The rows under a heading that stays. Only what is in sight is drawn, where there are many. */
export function Grid<Row>(props: GridProps<Row>) {
  const { label, columns, rows, keys, more, dimmed, busy, chosen, onOpen, onToggle, onExtend, onAll } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
    scrollPaddingStart: ROW,
  });
  const all = rows.length <= DRAW_ALL;
  const drawn = virtual.getVirtualItems();
  const first = all ? 0 : (drawn[0]?.index ?? 0);
  const last = all ? rows.length - 1 : (drawn.at(-1)?.index ?? -1);
  const grid = useGridKeys({
    keys,
    body: scroller,
    reveal: (index) => virtual.scrollToIndex(index),
    onOpen,
    ...(chosen && { onToggle, onExtend, onAll }),
  });
  useMore(more, last >= rows.length - 1 || nearEnd(virtual.scrollOffset, scroller.current));

  if (rows.length === 0) {
    return (
      <div className={styles.scroller}>
        {busy ? <p className={styles.busy}>{t("parts.loading")}…</p> : props.empty}
      </div>
    );
  }
  return (
    <div className={styles.scroller} ref={scroller}>
      {/* A grid, not a plain table: its rows are reached by arrow keys and can be opened and chosen. */}
      <table
        role="grid"
        className={styles.table}
        aria-label={label}
        aria-rowcount={props.total + 1}
        aria-multiselectable={chosen ? true : undefined}
        aria-busy={dimmed || busy}
        data-dimmed={dimmed}
        style={{ minWidth: least(columns) }}
        onKeyDown={grid.onKeyDown}
      >
        <Widths columns={columns} choosing={chosen !== undefined} />
        <GridHead {...{ columns, keys, chosen, onAll, sort: props.sort, onSort: props.onSort }} />
        <tbody>
          <Gap height={first * ROW} />
          {rows.slice(first, last + 1).map((row, offset) => {
            const index = first + offset;
            const key = keys[index] ?? "";
            return (
              <GridRow
                key={key}
                row={row}
                id={key}
                index={index}
                columns={columns}
                active={key === grid.activeKey}
                isOpen={key === props.open}
                chosen={chosen?.has(key)}
                onFocus={() => grid.onFocusRow(key)}
                onOpen={onOpen && (() => onOpen(key))}
                onChoose={(range) => (range ? onExtend(key) : onToggle(key))}
              />
            );
          })}
          <Gap height={(rows.length - 1 - last) * ROW} />
        </tbody>
      </table>
      {more?.loading && <p className={styles.busy}>{t("parts.loadMore")}…</p>}
    </div>
  );
}

/** A column without a width of its own keeps room for a few words; rather the table scrolls than that it hides. */
function least(columns: readonly Column<never>[]): number {
  return columns.reduce((sum, column) => sum + (column.width ?? 144), 0);
}

function useMore(more: GridProps<unknown>["more"], atEnd: boolean): void {
  const load = more?.load;
  const ready = more !== undefined && !more.loading && atEnd;
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    if (ready) latest.current?.();
  }, [ready]);
}

function nearEnd(offset: number | null, element: HTMLElement | null): boolean {
  if (element === null || offset === null) return false;
  return offset + element.clientHeight > element.scrollHeight - 10 * ROW;
}

function Widths({ columns, choosing }: { columns: readonly Column<never>[]; choosing: boolean }) {
  return (
    <colgroup>
      {choosing && <col style={{ width: 44 }} />}
      {columns.map((column) => (
        <col key={column.id} style={{ width: column.width }} />
      ))}
    </colgroup>
  );
}

/** Stands for the rows above or below that are not drawn. */
function Gap({ height }: { height: number }) {
  return height > 0 ? <tr aria-hidden="true" style={{ height }} className={styles.gap} /> : null;
}
