import { type FocusEvent, type MouseEvent, useEffect, useRef, useState } from "react";
import { useEscape } from "@/lib/keys";

/** The cell whose card is shown, and where it stands on the screen. */
export interface CellHint {
  key: string;
  cell: HTMLElement;
  box: DOMRect;
}

const SLOW = 350;

/**
 * One card for the whole grid: after a moment over a cell, at once when a key brings the focus there. It can be
 * pointed at, and Escape puts it away.
 */
export function useCellHint() {
  const [hint, setHint] = useState<CellHint>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const later = (change: () => void, pause: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(change, pause);
  };
  const hide = () => {
    clearTimeout(timer.current);
    setHint(undefined);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  useEscape(hint !== undefined, hide);

  const show = (cell: HTMLElement, pause: number) => {
    const key = cell.dataset.cell;
    if (key === undefined) return;
    later(() => cell.isConnected && setHint({ key, cell, box: cell.getBoundingClientRect() }), pause);
  };
  return {
    hint,
    hide,
    /** The grid was scrolled: the card goes with its cell. */
    follow: () => setHint((shown) => shown && { ...shown, box: shown.cell.getBoundingClientRect() }),
    /** The pointer is on the card itself: it stays. */
    keep: () => clearTimeout(timer.current),
    leave: () => later(() => setHint(undefined), 120),
    onMouseOver: (event: MouseEvent) => {
      const cell = cellOf(event.target);
      if (cell === undefined) later(() => setHint(undefined), 120);
      else if (cell.dataset.cell !== hint?.key) show(cell, hint ? 120 : SLOW);
    },
    onFocus: (event: FocusEvent) => {
      const cell = cellOf(event.target);
      if (cell?.matches(":focus-visible")) show(cell, 0);
      else hide();
    },
    onBlur: () => later(() => setHint(undefined), 60),
  };
}

function cellOf(target: EventTarget): HTMLElement | undefined {
  return target instanceof Element ? (target.closest<HTMLElement>("[data-cell]") ?? undefined) : undefined;
}
