import { type ReactNode, useMemo, useRef, useState } from "react";
import { t } from "@/i18n";
import { useEscape, useKeptFocus } from "@/lib/keys";
import { number } from "@/lib/numbers";
import { MOST_ROWS, type More, type Read } from "@/lib/query";
import { StaleNotice } from "../ErrorNotice";
import { BulkBar } from "./BulkBar";
import {
  type Column,
  type ExportWay,
  type FilterChip,
  nextSort,
  type Sort,
  type TableSearch,
} from "./columns";
import { DetailSheet } from "./DetailSheet";
import styles from "./data-table.module.css";
import { ExportLine } from "./ExportLine";
import { Grid } from "./Grid";
import { allToggled, extended, NOTHING, type Selection, toggled, within } from "./selection";
import { Toolbar } from "./Toolbar";
import { useExport } from "./use-export";
import { useRows } from "./use-rows";

export interface DataTableProps<Row extends object> {
  /** The name under which the chosen columns are remembered. */
  id: string;
  /** The rows' name, "Runs": of the table, of the exported file, and of the list that could not be read. */
  label: string;
  columns: readonly Column<Row>[];
  /** The rows that the filter shows, in the order of the list. Hand in the same array for the same rows. */
  rows: Row[];
  /** The number of rows without the filter, loaded or not. */
  total: number;
  rowKey: (row: Row) => string;
  /** The state of the reading: rows of other filters are dimmed, an error keeps its rows readable and says so. */
  read: Read<unknown>;
  /** More rows than these, loaded as the reader scrolls; from `useReadPages`. */
  more?: More<Row>;
  /** Kept in the address by the page, where it keeps it. */
  sort?: Sort;
  onSort?: (sort: Sort | undefined) => void;
  search?: TableSearch;
  filters?: readonly FilterChip[];
  /** A switch before the search, to another view of the same. */
  lead?: ReactNode;
  /** Controls that set filters: a menu, a few switches. */
  controls?: ReactNode;
  /** Buttons of the page, at the end of the bar: "New schedule". */
  actions?: ReactNode;
  /** The words in the place of rows, where there is none. */
  empty: ReactNode;
  /** The row whose detail stands at the side, from the address. */
  open?: string;
  onOpen?: (key: string | undefined) => void;
  /** `row` is absent where the address names one that is not loaded. */
  detail?: (key: string, row: Row | undefined) => { title: string; body: ReactNode };
  /** Buttons for chosen rows; rows can be chosen only where this is given. */
  bulk?: (rows: Row[], clear: () => void) => ReactNode;
  /** The engine's own file, where it has more rows than the window; by default a file of the rows shown. */
  onExport?: () => Promise<unknown>;
  /** The same where the reader can choose between several kinds of file. */
  exports?: readonly ExportWay[];
}

/** The one table of the window. See `window.md`, "Tables", for what it promises. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { id, label, columns, rows, total, rowKey, read, more, search, filters = [], bulk } = props;
  const [ownSort, setOwnSort] = useState<Sort>();
  const sort = props.onSort ? props.sort : ownSort;
  const setSort = props.onSort ?? setOwnSort;
  const { sorted, shown, setShown } = useRows({ id, rows, columns, sort, rowKey });
  const keys = useMemo(() => sorted.map(rowKey), [sorted, rowKey]);
  const file = useExport({ label, columns: shown, rows: sorted, more, onExport: props.onExport });
  const [chosen, setChosen] = useState<Selection>(NOTHING);
  const selection = useMemo(() => within(chosen, keys), [chosen, keys]);
  const clear = () => setChosen(NOTHING);
  const searchField = useRef<HTMLInputElement>(null);
  useEscape(selection.chosen.size > 0, clear);

  // A row that was dealt with may leave the list, and its bar goes: the keys go on at the row that then stands there.
  const frame = useKeptFocus<HTMLDivElement>(currentRow);

  const openRow = props.open === undefined ? undefined : sorted.find((row) => rowKey(row) === props.open);
  const detail = props.open === undefined ? undefined : props.detail?.(props.open, openRow);
  // A list that was never read is not empty.
  const unread = read.status === "failing" && read.data === undefined;
  return (
    <div className={styles.frame} ref={frame}>
      <Toolbar
        {...{ label, columns, shown, setShown, search, searchField, filters, rows: sorted }}
        total={unread ? undefined : total}
        onDown={() => frame.current && currentRow(frame.current)?.focus()}
        lead={props.lead}
        controls={props.controls}
        actions={props.actions}
        onExport={file.run}
        exportHint={exportHint(props)}
        exports={props.exports}
      />
      <ExportLine {...file} />
      {read.status === "failing" && (
        <div className={styles.stale}>
          <StaleNotice what={label} read={read} />
        </div>
      )}
      <div className={styles.split}>
        <Grid
          {...{ label, columns: shown, rows: sorted, keys, rowKey, total, more, sort }}
          dimmed={read.status === "ready" && read.old}
          busy={read.status === "loading"}
          onSort={(column) => setSort(nextSort(sort, column))}
          open={props.open}
          onOpen={props.onOpen}
          chosen={bulk && selection.chosen}
          onToggle={(key) => setChosen(toggled(selection, key))}
          onExtend={(key, from) => setChosen(extended(selection, key, keys, from))}
          onAll={() => setChosen(allToggled(selection, keys))}
          empty={unread ? null : props.empty}
        />
        {detail && props.onOpen && (
          <DetailSheet key={props.open} title={detail.title} onClose={() => props.onOpen?.(undefined)}>
            {detail.body}
          </DetailSheet>
        )}
      </div>
      {bulk && selection.chosen.size > 0 && (
        <BulkBar count={selection.chosen.size} onClear={clear}>
          {bulk(
            sorted.filter((row) => selection.chosen.has(rowKey(row))),
            clear,
          )}
        </BulkBar>
      )}
    </div>
  );
}

function currentRow(part: HTMLElement): HTMLElement | null {
  return part.querySelector<HTMLElement>("tbody tr[tabindex='0']");
}

/** A sentence on the rows that the file will hold. */
function exportHint<Row extends object>({ rows, more, onExport }: DataTableProps<Row>): string {
  if (rows.length === 0) return t("parts.exportNothing");
  if (onExport) return t("parts.exportCsv");
  return more
    ? t("parts.exportAll", { n: number(MOST_ROWS) })
    : t("parts.exportWhy", { n: number(rows.length) });
}
