import {
  columnVisibilityFeature,
  createSortedRowModel,
  rowSortingFeature,
  type Row as TableRow,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useMemo } from "react";
import { isStrings, useRemembered } from "@/lib/remember";
import { type Column, compare, type Sort, type Value } from "./columns";

const features = tableFeatures({
  rowSortingFeature,
  columnVisibilityFeature,
  sortedRowModel: createSortedRowModel(),
});

interface RowsInput<Row> {
  /** The name under which the chosen columns are remembered. */
  id: string;
  rows: Row[];
  columns: readonly Column<Row>[];
  sort: Sort | undefined;
  rowKey: (row: Row) => string;
}

/** The rows in their order, the columns in sight, and how to choose others. */
export function useRows<Row extends object>({ id, rows, columns, sort, rowKey }: RowsInput<Row>) {
  const atFirst = columns.filter((column) => column.hidden).map((column) => column.id);
  const [hidden, setHidden] = useRemembered(`columns.${id}`, atFirst, isStrings);
  const definitions = useMemo(
    () => columns.map((column) => definition(column, sort?.down ?? false)),
    [columns, sort],
  );
  const table = useTable({
    features,
    data: rows,
    columns: definitions,
    getRowId: rowKey,
    state: {
      sorting: sort === undefined ? [] : [{ id: sort.column, desc: sort.down }],
      columnVisibility: Object.fromEntries(hidden.map((column) => [column, false])),
    },
  });
  const shown = columns.filter((column) => !hidden.includes(column.id));
  const setShown = (column: string, show: boolean) =>
    setHidden(show ? hidden.filter((known) => known !== column) : [...hidden, column]);
  return { sorted: table.getRowModel().rows.map((row) => row.original), shown, setShown };
}

function definition<Row extends object>(column: Column<Row>, down: boolean) {
  return {
    id: column.id,
    header: column.header,
    accessorFn: (row: Row): Value => column.sortBy?.(row),
    enableSorting: column.sortBy !== undefined,
    sortFn: (one: TableRow<typeof features, Row>, other: TableRow<typeof features, Row>) =>
      compare(column.sortBy?.(one.original), column.sortBy?.(other.original), down),
  };
}
