/** Which rows are chosen, by key, and from which row a range is drawn. */
export interface Selection {
  chosen: ReadonlySet<string>;
  anchor?: string;
  /** What was chosen before the range was drawn: a range that becomes shorter lets go of the rest. */
  before?: ReadonlySet<string>;
}

export const NOTHING: Selection = { chosen: new Set() };

/** Space, or a click on the box: this row alone changes, and ranges start here. */
export function toggled({ chosen }: Selection, key: string): Selection {
  const next = new Set(chosen);
  if (!next.delete(key)) next.add(key);
  return { chosen: next, anchor: key, before: next };
}

/**
 * Shift: everything from the anchor to this row is chosen as well. Without an anchor the range starts at `from`,
 * the row that has the focus.
 */
export function extended(selection: Selection, key: string, order: readonly string[], from = key): Selection {
  const anchored = selection.anchor !== undefined && order.includes(selection.anchor);
  const anchor = anchored ? (selection.anchor ?? from) : from;
  const before = (anchored && selection.before) || selection.chosen;
  const ends = [order.indexOf(anchor), order.indexOf(key)];
  if (ends.includes(-1)) return toggled(selection, key);
  const range = order.slice(Math.min(...ends), Math.max(...ends) + 1);
  return { chosen: new Set([...before, ...range]), anchor, before };
}

/** The box in the head: all rows shown, or none of them if all were chosen. */
export function allToggled({ chosen }: Selection, order: readonly string[]): Selection {
  const all = order.length > 0 && order.every((key) => chosen.has(key));
  return { chosen: new Set(all ? [] : order) };
}

/** Rows that a filter took away are not acted on: what is not seen is not chosen. */
export function within({ chosen, anchor, before }: Selection, order: readonly string[]): Selection {
  const seen = new Set(order);
  return { chosen: new Set([...chosen].filter((key) => seen.has(key))), anchor, before };
}
