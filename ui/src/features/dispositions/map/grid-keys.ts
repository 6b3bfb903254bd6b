/** A cell: its row, and its column from `COLUMNS`. */
export interface Cell {
  row: number;
  col: number;
}

/** In the order in which they stand; those that are edited, and those that follow from the category. */
export const COLUMNS = ["code", "meaning", "category", "severity", "actions"] as const;
export type ColumnName = (typeof COLUMNS)[number];
export type EditedColumn = "code" | "meaning" | "category";

const PAGE = 16;

export function isEdited(column: ColumnName | undefined): column is EditedColumn {
  return column === "code" || column === "meaning" || column === "category";
}

/** Where a key leads from `at`; `undefined` for a key that does not move. It stops at the edges. */
export function movedTo(at: Cell, key: string, ctrl: boolean, rows: number): Cell | undefined {
  const { row, col } = at;
  const last = COLUMNS.length - 1;
  const steps: Record<string, Cell> = {
    ArrowUp: { row: ctrl ? 0 : row - 1, col },
    ArrowDown: { row: ctrl ? rows - 1 : row + 1, col },
    ArrowLeft: { row, col: ctrl ? 0 : col - 1 },
    ArrowRight: { row, col: ctrl ? last : col + 1 },
    Home: { row: ctrl ? 0 : row, col: 0 },
    End: { row: ctrl ? rows - 1 : row, col: last },
    PageUp: { row: row - PAGE, col },
    PageDown: { row: row + PAGE, col },
  };
  const step = steps[key];
  return step && { row: within(step.row, rows), col: within(step.col, COLUMNS.length) };
}

/** The next cell that can be edited, row after row; `undefined` past either end, and Tab then leaves the grid. */
export function tabbedTo({ row, col }: Cell, back: boolean, rows: number): Cell | undefined {
  const edited = COLUMNS.filter(isEdited).length;
  const next = Math.min(col, edited) + (back ? -1 : 1);
  if (next >= 0 && next < edited) return { row, col: next };
  const other = row + (back ? -1 : 1);
  return other >= 0 && other < rows ? { row: other, col: back ? edited - 1 : 0 } : undefined;
}

/** Letters that are keys of the page stay that; every other one begins to edit the cell with it. */
export function beginsEdit(event: {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  return event.key.length === 1 && !" /?ng".includes(event.key);
}

function within(value: number, count: number): number {
  return Math.max(0, Math.min(value, count - 1));
}
