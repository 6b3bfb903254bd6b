import { useEffect, useRef } from "react";

/**
 * Puts the focus into the returned element when it opens, and back to where it came from when it closes.
 * For panels that are not modal; Mantine's modals do it themselves.
 */
export function useReturnFocus<E extends HTMLElement>(open: boolean) {
  const element = useRef<E>(null);
  useEffect(() => {
    if (!open) return;
    const from = document.activeElement;
    element.current?.focus({ preventScroll: true });
    return () => {
      if (from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true });
    };
  }, [open]);
  return element;
}

/**
 * Where what has the focus goes away (a button that is busy, a row that left its list), the focus stays in this
 * part, at the element that `to` finds, and does not fall back to the beginning of the page.
 */
export function useKeptFocus<E extends HTMLElement>(to: (part: E) => HTMLElement | null) {
  const part = useRef<E>(null);
  const held = useRef(false);
  useEffect(() => {
    const onMove = ({ target }: Event) => {
      held.current = target instanceof Node && part.current?.contains(target) === true;
    };
    document.addEventListener("focusin", onMove);
    document.addEventListener("pointerdown", onMove);
    return () => {
      document.removeEventListener("focusin", onMove);
      document.removeEventListener("pointerdown", onMove);
    };
  }, []);
  useEffect(() => {
    if (!held.current || part.current === null || document.activeElement !== document.body) return;
    to(part.current)?.focus({ preventScroll: true });
  });
  return part;
}
