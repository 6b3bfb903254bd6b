import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type RefObject, useId, useMemo, useRef, useState } from "react";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useFocusSoon } from "@/lib/use-focus-soon";
import type { Preview } from "@/rpc/types";
import { CellCard } from "./CellCard";
import { cellKey, findCell, type GridRow, gridRows } from "./cells";
import styles from "./grid.module.css";
import { moved, type Place } from "./grid-keys";
import { useCellHint } from "./use-cell-hint";
import { ZoneRow } from "./ZoneRow";

interface ZoneGridProps {
  preview: Preview;
  /** The fields mean something else by now, or nothing. */
  dimmed: boolean;
  /** The cell whose detail stands at the side, by its key. */
  open?: string;
  onOpen: (cell: string) => void;
  onLeaveOut?: (group: string) => void;
}

const ROW = 32;

/** Fewer rows are all drawn: then the webview's own search finds them. */
const DRAW_ALL = 60;

/** Zones by fires: what happens to whom, when, and by which rule. One cell takes Tab, arrows walk the rest. */
export function ZoneGrid({ preview, dimmed, open, onOpen, onLeaveOut }: ZoneGridProps) {
  const rows = useMemo(() => gridRows(preview), [preview]);
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<Place>({ row: 0, col: 1 });
  const cols = preview.column_keys.length + 1;
  const active = { row: Math.min(at.row, rows.length - 1), col: Math.min(at.col, cols - 1) };
  const focusSoon = useFocusSoon();
  const card = useCellHint();
  const cardId = useId();
  const hinted = findCell(preview, card.hint?.key);
  const { first, last, reveal } = useDrawn(rows.length, scroller);

  const onKeyDown = (event: KeyboardEvent) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-at]") : null;
    if (cell === null || event.altKey || event.shiftKey) return;
    if (event.key === "Enter" || event.key === " ") {
      if (cell.dataset.cell === undefined) return;
      event.preventDefault();
      card.hide();
      return onOpen(cell.dataset.cell);
    }
    const next = moved(active, event.key, event.ctrlKey || event.metaKey, { rows: rows.length, cols });
    if (next === undefined) return;
    event.preventDefault();
    setAt(next);
    reveal(next.row);
    focusSoon(() => cellAt(scroller.current, next));
  };

  return (
    <div className={styles.scroller} ref={scroller} onScroll={card.follow}>
      <table
        role="grid"
        className={styles.grid}
        aria-label={t("schedules.grid.label")}
        aria-rowcount={rows.length + 1}
        aria-colcount={cols}
        aria-busy={dimmed}
        data-dimmed={dimmed}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const cell =
            event.target instanceof Element ? event.target.closest<HTMLElement>("[data-cell]") : null;
          if (cell?.dataset.cell !== undefined) onOpen(cell.dataset.cell);
        }}
        onMouseOver={card.onMouseOver}
        onMouseLeave={card.leave}
        onFocus={card.onFocus}
        onBlur={card.onBlur}
      >
        <GridHead columns={preview.columns} keys={preview.column_keys} />
        <tbody>
          <Gap height={first * ROW} />
          {rows.slice(first, last + 1).map((gridRow: GridRow, offset) => {
            const index = first + offset;
            return (
              <ZoneRow
                key={gridRow.row.zone}
                {...{ gridRow, index, open, onLeaveOut }}
                activeCol={index === active.row ? active.col : undefined}
                onActive={(col) => setAt({ row: index, col })}
                hinted={hinted?.row === gridRow.row ? cellKey(hinted.row, hinted.fire) : undefined}
                hintId={cardId}
              />
            );
          })}
          <Gap height={(rows.length - 1 - last) * ROW} />
        </tbody>
      </table>
      {card.hint && hinted && (
        <CellCard id={cardId} box={card.hint.box} {...hinted} onEnter={card.keep} onLeave={card.leave} />
      )}
    </div>
  );
}

function GridHead({ columns, keys }: { columns: readonly string[]; keys: readonly string[] }) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" className={styles.placeHead}>
          {t("schedules.grid.contacts")}
        </th>
        {columns.map((column, index) => (
          <th scope="col" key={keys[index] ?? column}>
            {column}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Gap({ height }: { height: number }) {
  return height > 0 ? <tr aria-hidden="true" style={{ height }} /> : null;
}

/** The rows in sight, where there are many. */
function useDrawn(count: number, scroller: RefObject<HTMLDivElement | null>) {
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    scrollPaddingStart: ROW,
  });
  if (count <= DRAW_ALL) return { first: 0, last: count - 1, reveal: () => {} };
  const items = virtual.getVirtualItems();
  return {
    first: items[0]?.index ?? 0,
    last: items.at(-1)?.index ?? -1,
    reveal: (row: number) => virtual.scrollToIndex(row),
  };
}

function cellAt(scroller: HTMLElement | null, { row, col }: Place) {
  return scroller?.querySelector<HTMLElement>(`[data-at="${row}:${col}"]`);
}

/** "1,900 contacts in 8 zones", for the line above the grid. */
export function sizeWords(preview: Preview): string {
  const contacts = preview.rows.reduce((sum, row) => sum + row.contacts, 0);
  if (contacts === 0) return t("schedules.grid.look", { count: preview.rows.length });
  return t("schedules.grid.size", { contacts: number(contacts), count: preview.rows.length });
}
