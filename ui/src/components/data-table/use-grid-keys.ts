import { type KeyboardEvent, type RefObject, useState } from "react";
import { useFocusSoon } from "@/lib/use-focus-soon";

interface GridKeys {
  keys: readonly string[];
  /** The part that scrolls; its rows carry `data-key`. */
  body: RefObject<HTMLElement | null>;
  /** Brings a row into view that is not drawn yet. */
  reveal: (index: number) => void;
  onOpen?: (key: string) => void;
  onToggle?: (key: string) => void;
  /** `from`: the row that has the focus, where no range was begun. */
  onExtend?: (key: string, from?: string) => void;
  onAll?: () => void;
}

/**
 * One row of the table can be reached by Tab; the arrows move from there. Enter opens, Space chooses, Shift
 * with an arrow or with Space draws a range, Ctrl+A chooses all.
 */
export function useGridKeys({ keys, body, reveal, onOpen, onToggle, onExtend, onAll }: GridKeys) {
  const [active, setActive] = useState<string>();
  const focusSoon = useFocusSoon({ preventScroll: true });
  const current = Math.max(0, active === undefined ? 0 : keys.indexOf(active));

  const go = (index: number, extend: boolean) => {
    const target = Math.min(Math.max(index, 0), keys.length - 1);
    const key = keys[target];
    if (key === undefined) return;
    setActive(key);
    reveal(target);
    if (extend) onExtend?.(key, keys[current]);
    focusSoon(() => rowElement(body.current, key));
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const key = keys[current];
    // Keys on a button inside a row are the button's.
    if (key === undefined || !(event.target instanceof HTMLElement) || event.target.tagName !== "TR") return;
    const act = actions(event, {
      current,
      last: keys.length - 1,
      key,
      go,
      onOpen,
      onToggle,
      onExtend,
      onAll,
    });
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  return { activeKey: keys[current], onKeyDown, onFocusRow: setActive };
}

interface Acting extends Pick<GridKeys, "onOpen" | "onToggle" | "onExtend" | "onAll"> {
  current: number;
  last: number;
  key: string;
  go: (index: number, extend: boolean) => void;
}

const PAGE = 16;

function actions(event: KeyboardEvent, acting: Acting) {
  const { current, last, key, go, onOpen, onToggle, onExtend, onAll } = acting;
  const { shiftKey: extend, ctrlKey, metaKey } = event;
  if (ctrlKey || metaKey) return event.key === "a" ? onAll : undefined;
  switch (event.key) {
    case "ArrowDown":
      return () => go(current + 1, extend);
    case "ArrowUp":
      return () => go(current - 1, extend);
    case "PageDown":
      return () => go(current + PAGE, extend);
    case "PageUp":
      return () => go(current - PAGE, extend);
    case "Home":
      return () => go(0, extend);
    case "End":
      return () => go(last, extend);
    case "Enter":
      return onOpen && (() => onOpen(key));
    case " ":
      if (extend && onExtend) return () => onExtend(key);
      return onToggle ? () => onToggle(key) : onOpen && (() => onOpen(key));
    default:
      return undefined;
  }
}

function rowElement(body: HTMLElement | null, key: string): HTMLElement | null {
  return body?.querySelector<HTMLElement>(`tr[data-key="${CSS.escape(key)}"]`) ?? null;
}
