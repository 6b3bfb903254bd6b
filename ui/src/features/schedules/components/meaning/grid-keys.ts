/** A place in the grid: column 0 is the row's head, the fires stand from 1 on. */
export interface Place {
  row: number;
  col: number;
}

/** How many rows and columns there are, and how many rows a page key goes. */
export interface Extent {
  rows: number;
  cols: number;
  page?: number;
}

/** Where a key leads from `at`; `undefined` for a key that does not move. It stops at the edges. */
export function moved(at: Place, key: string, ctrl: boolean, extent: Extent): Place | undefined {
  const step = steps(at, ctrl, extent)[key];
  if (step === undefined) return undefined;
  return { row: within(step.row, extent.rows), col: within(step.col, extent.cols) };
}

function steps({ row, col }: Place, ctrl: boolean, { rows, cols, page = 10 }: Extent): Record<string, Place> {
  return {
    ArrowUp: { row: row - 1, col },
    ArrowDown: { row: row + 1, col },
    ArrowLeft: { row, col: col - 1 },
    ArrowRight: { row, col: col + 1 },
    Home: { row: ctrl ? 0 : row, col: 0 },
    End: { row: ctrl ? rows - 1 : row, col: cols - 1 },
    PageUp: { row: row - page, col },
    PageDown: { row: row + page, col },
  };
}

function within(value: number, count: number): number {
  return Math.min(Math.max(value, 0), count - 1);
}
