import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { DispositionCode, DispositionMap } from "@/rpc/types";
import type { Draft } from "../../api/use-draft";
import { withCode, withCodeBack, withNewCode, withoutCode } from "../../map/edit";
import {
  beginsEdit,
  type Cell,
  COLUMNS,
  type EditedColumn,
  isEdited,
  movedTo,
  tabbedTo,
} from "../../map/grid-keys";
import type { RowKeys } from "../../map/row-keys";
import type { CodeRow } from "../../map/rows";

/** The cell that is edited, and what was typed to begin; nothing where it begins with what stands there. */
export interface Editing {
  key: string;
  col: number;
  seed?: string;
  /** The line as it was when the edit began: it is put back with the edit if others remove it meanwhile. */
  code: DispositionCode;
}

/** Where a finished edit leads. */
export type Leave = "down" | "next" | "back" | "stay";

interface GridSettings {
  draft: Draft;
  published: DispositionMap;
  keysOf: RowKeys;
  /** The rows that the search shows, and the one that was just edited. */
  rowsOf: (pinned: string | undefined) => CodeRow[];
  onCategory: (name: string) => void;
}

export type GridState = ReturnType<typeof useGrid>;

/** Which cell has the focus, which is edited, and what each key does there. */
export function useGrid({ draft, published, keysOf, rowsOf, onCategory }: GridSettings) {
  const body = useRef<HTMLDivElement>(null);
  const reveal = useRef<(row: number) => void>(() => {});
  const wanted = useRef<{ key: string; row: number; col: number }>(undefined);
  const [at, setAt] = useState<{ key: string; row: number; col: number }>({ key: "", row: 0, col: 0 });
  const [editing, setEditing] = useState<Editing>();
  const [pinned, setPinned] = useState<string>();
  const typed = useTyped(draft, keysOf);
  const rows = withEdited(rowsOf(pinned), editing, keysOf(draft.map.codes));
  const found = rows.findIndex((row) => row.key === at.key);
  const active: Cell = {
    row: Math.max(0, found === -1 ? Math.min(at.row, rows.length - 1) : found),
    col: at.col,
  };

  const focus = (cell: Cell, key = rows[cell.row]?.key ?? "") => {
    setAt({ key, ...cell });
    wanted.current = { key, ...cell };
    reveal.current(cell.row);
  };
  /** Gives the focus to the cell that is to have it, once it is drawn; an editor in it has it already. */
  const settle = () => {
    if (wanted.current === undefined) return;
    const { key, col } = wanted.current;
    const found = body.current?.querySelector<HTMLElement>(`[data-cell="${CSS.escape(`${key}:${col}`)}"]`);
    if (found == null) return;
    wanted.current = undefined;
    if (found.querySelector("input") === null) found.focus({ preventScroll: true });
  };
  const begin = (cell: Cell, seed?: string) => {
    const row = rows[cell.row];
    if (row?.at === undefined || !isEdited(COLUMNS[cell.col])) return;
    setPinned(row.key);
    setAt({ key: row.key, ...cell });
    setEditing({ key: row.key, col: cell.col, seed, code: row.code });
  };
  const leave = (cell: Cell, how: Leave) => {
    typed.current = undefined;
    setEditing(undefined);
    const next = how === "next" || how === "back" ? tabbedTo(cell, how === "back", rows.length) : undefined;
    if (next?.row === cell.row) begin(next);
    else if (next) focus(next);
    else focus({ ...cell, row: Math.min(rows.length - 1, cell.row + (how === "down" ? 1 : 0)) });
  };
  const commit = (row: CodeRow, column: EditedColumn, value: string, how: Leave) => {
    const cell = { row: rows.indexOf(row), col: COLUMNS.indexOf(column) };
    if (row.at !== undefined && row.code[column] !== value) {
      draft.edit(withTyped(draft.map, row.at, row.code, { [column]: value }));
    }
    leave(cell, how);
  };
  const remove = (row: CodeRow) => {
    const cell = { row: rows.indexOf(row), col: active.col };
    const name = row.code.code.trim();
    if (row.at === undefined) {
      const next = withCodeBack(draft.map, row.code, published);
      draft.edit(next);
      focus(cell, keysOf(next.codes)[next.codes.indexOf(row.code)]);
    } else {
      draft.edit(withoutCode(draft.map, row.at));
      focus(cell, row.mark === "added" ? row.key : `gone ${name}`);
    }
  };
  /** A line that was begun and left empty goes again. */
  const cancel = (row: CodeRow, column: EditedColumn) => {
    const { code, meaning, category } = row.code;
    if (row.at !== undefined && code === "" && meaning === "" && category === "") {
      typed.current = undefined;
      setEditing(undefined);
      if (row.at < draft.map.codes.length) draft.edit(withoutCode(draft.map, row.at));
      const above = Math.max(0, rows.indexOf(row) - 1);
      focus({ row: above, col: 0 }, rows[above]?.key);
    } else leave({ row: rows.indexOf(row), col: COLUMNS.indexOf(column) }, "stay");
  };
  const add = () => {
    const next = withNewCode(draft.map);
    const [key, code] = [keysOf(next.codes).at(-1), next.codes.at(-1)];
    if (key === undefined || code === undefined) return;
    draft.edit(next);
    setPinned(key);
    setAt({ key, row: rows.length, col: 0 });
    setEditing({ key, col: 0, code });
    wanted.current = { key, row: rows.length, col: 0 };
  };
  const enter = (row: CodeRow, seed?: string) => {
    if (row.at === undefined) {
      if (seed === undefined) remove(row);
    } else if (isEdited(COLUMNS[active.col])) begin(active, seed);
    else if (seed === undefined) onCategory(row.code.category);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const row = rows[active.row];
    // Keys in a field or on a button inside a cell are theirs.
    if (row === undefined || !(event.target instanceof HTMLElement) || event.target.tagName !== "TD") return;
    const ctrl = event.ctrlKey || event.metaKey;
    const next = event.altKey || event.shiftKey ? undefined : movedTo(active, event.key, ctrl, rows.length);
    if (next) focus(next);
    else if (event.key === "Enter" || event.key === "F2") enter(row);
    else if (event.key === "Delete") remove(row);
    else if (event.key === "Backspace") enter(row, "");
    else if (ctrl && event.key === "z") draft.undo();
    else if (beginsEdit(event)) enter(row, event.key);
    else return;
    event.preventDefault();
  };

  return {
    rows,
    active,
    editing,
    typed,
    body,
    reveal,
    wanted,
    settle,
    onKeyDown,
    onFocus: (row: number, col: number) => setAt({ key: rows[row]?.key ?? "", row, col }),
    begin,
    commit,
    cancel,
    remove,
    add,
    unpin: () => setPinned(undefined),
    focusFirst: () => focus({ row: 0, col: 0 }),
  };
}

/** What stands in the open editor and is not in the draft yet. */
export interface Typed {
  key: string;
  code: DispositionCode;
  column: EditedColumn;
  text: string;
}

/**
 * Outlives the editor: a line that is scrolled out of sight takes its field along, and so does leaving the page, and
 * neither is a reason to forget what was typed.
 */
function useTyped(draft: Draft, keysOf: RowKeys) {
  const typed = useRef<Typed>(undefined);
  const latest = useRef(draft);
  latest.current = draft;
  useEffect(
    () => () => {
      if (typed.current === undefined) return;
      const { key, code, column, text } = typed.current;
      const { map, edit } = latest.current;
      const at = placeOf(key, keysOf(map.codes));
      if (text.trim() !== code[column]) edit(withTyped(map, at, code, { [column]: text.trim() }));
    },
    [keysOf],
  );
  return typed;
}

/** A line that somebody else removed while it was edited stays at the end until the edit is over. */
function withEdited(rows: CodeRow[], editing: Editing | undefined, keys: readonly string[]): CodeRow[] {
  if (editing === undefined || keys.includes(editing.key)) return rows;
  return [...rows, { key: editing.key, at: keys.length, code: editing.code, mark: "added" }];
}

function placeOf(key: string, keys: readonly string[]): number {
  const at = keys.indexOf(key);
  return at === -1 ? keys.length : at;
}

/** The change in its line, or in the line put back at the end. */
function withTyped(
  map: DispositionMap,
  at: number,
  code: DispositionCode,
  change: Partial<DispositionCode>,
): DispositionMap {
  if (at < map.codes.length) return withCode(map, at, change);
  return { ...map, codes: [...map.codes, { ...code, ...change }] };
}
