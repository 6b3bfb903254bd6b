import { useVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect } from "react";
import { t } from "@/i18n";
import type { ActionState, DispositionMap } from "@/rpc/types";
import { withCode } from "../../map/edit";
import { type Faults, faultsOf } from "../../map/faults";
import { COLUMNS } from "../../map/grid-keys";
import type { CodeRow } from "../../map/rows";
import { MapRow } from "./MapRow";
import styles from "./map.module.css";
import type { GridState } from "./use-grid";

interface MapGridProps {
  grid: GridState;
  map: DispositionMap;
  faults: Faults;
  actions: readonly ActionState[];
}

const ROW = 32;
/** A line under which something has to be said. */
const TALL = 52;

/** Fewer rows than this are all drawn: then the webview's own search finds them. */
const DRAW_ALL = 150;

/** Codes by what they mean. One cell takes Tab, arrows walk the rest, typing edits. */
export function MapGrid({ grid, map, faults, actions }: MapGridProps) {
  const { rows, active, editing } = grid;
  const height = (index: number) => (faultOf(rows[index], faults, editing?.key) ? TALL : ROW);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => grid.body.current,
    estimateSize: height,
    // A row that becomes tall is another one to the list, which else keeps its first height.
    getItemKey: (index) => `${rows[index]?.key} ${height(index)}`,
    overscan: 12,
    scrollPaddingStart: ROW,
  });
  const all = rows.length <= DRAW_ALL;
  const items = virtual.getVirtualItems();
  const first = all ? 0 : (items[0]?.index ?? 0);
  const last = all ? rows.length - 1 : (items.at(-1)?.index ?? -1);
  const below = all ? 0 : virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const scrollTo = (row: number) => {
    if (all)
      grid.body.current?.querySelector(`[aria-rowindex="${row + 2}"]`)?.scrollIntoView({ block: "nearest" });
    else virtual.scrollToIndex(row);
  };
  grid.reveal.current = scrollTo;
  // After each drawing: the cell that a key leads to may be drawn only once the list has scrolled to it.
  useLayoutEffect(() => {
    const wanted = grid.wanted.current;
    if (wanted === undefined) return;
    scrollTo(wanted.row);
    grid.settle();
  });
  return (
    <div className={styles.scroller} ref={grid.body}>
      <table
        role="grid"
        className={styles.grid}
        aria-label={t("dispositions.map.grid")}
        aria-rowcount={rows.length + 1}
        onKeyDown={grid.onKeyDown}
      >
        <colgroup>
          {[...COLUMNS, "change"].map((column) => (
            <col key={column} data-column={column} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(`dispositions.map.${column}`)}
              </th>
            ))}
            <th scope="col">{t("dispositions.map.change")}</th>
          </tr>
        </thead>
        <tbody>
          <Gap height={all ? 0 : (items[0]?.start ?? 0)} />
          {rows.slice(first, last + 1).map((row, offset) => (
            <MapRow
              key={row.key}
              {...{ row, grid }}
              index={first + offset}
              activeCol={first + offset === active.row ? active.col : undefined}
              editing={editing?.key === row.key ? editing : undefined}
              fault={faultOf(row, faults, editing?.key)}
              categories={map.categories}
              complain={(column, value) =>
                row.at === undefined || value.trim() === ""
                  ? undefined
                  : faultsOf(withCode(map, row.at, { [column]: value }), actions).get(
                      `codes.${row.at}.${column}`,
                    )
              }
            />
          ))}
          <Gap height={below} />
        </tbody>
      </table>
    </div>
  );
}

/** The first thing that is wrong with a line, and where; nothing while a person is at it. */
export function faultOf(row: CodeRow | undefined, faults: Faults, edited: string | undefined) {
  if (row?.at === undefined || row.key === edited) return undefined;
  for (const column of COLUMNS) {
    const words = faults.get(`codes.${row.at}.${column}`);
    if (words !== undefined) return { column, words };
  }
  return undefined;
}

/** Stands for the rows above or below that are not drawn. */
function Gap({ height }: { height: number }) {
  return height > 0 ? <tr aria-hidden="true" style={{ height }} /> : null;
}
