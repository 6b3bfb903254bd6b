import { useEffect, useRef } from "react";

/**
 * Escape closes `close`, if it is the last thing that was opened: one press, one thing. Mantine's modals,
 * menus and lists look after themselves, and while one of them is open it comes first.
 */
export function useEscape(open: boolean, close: () => void): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    if (!open) return;
    const layer = () => latest.current();
    if (layers.length === 0) window.addEventListener("keydown", onEscape, { capture: true });
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      if (layers.length === 0) window.removeEventListener("keydown", onEscape, { capture: true });
    };
  }, [open]);
}

const layers: (() => void)[] = [];

function onEscape(event: KeyboardEvent): void {
  if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
  if (belongsToMantine(event.target)) return;
  const top = layers.at(-1);
  if (top === undefined) return;
  event.preventDefault();
  top();
}

function belongsToMantine(target: EventTarget | null): boolean {
  if (document.querySelector("[aria-modal=true]") !== null) return true;
  if (!(target instanceof Element)) return false;
  return target.matches("[aria-expanded=true]") || target.closest("[role=menu], [role=listbox]") !== null;
}
