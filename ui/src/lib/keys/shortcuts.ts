import { useEffect, useRef, useSyncExternalStore } from "react";

/** One key, or two in a row ("g b"), and what it does; listed on the sheet of keys. */
export interface Shortcut {
  keys: string;
  /** For the sheet: "Make new schedule". */
  label: string;
  group: "go" | "here" | "anywhere";
  run: () => void;
}

/** A key that works while the component is there: `useShortcut("n", t("…"), create)`. */
export function useShortcut(keys: string, label: string, run: () => void, group: Shortcut["group"] = "here") {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const shortcut: Shortcut = { keys, label, group, run: () => latest.current() };
    replace([...shortcuts, shortcut]);
    return () => replace(shortcuts.filter((known) => known !== shortcut));
  }, [keys, label, group]);
}

/** All keys that work now. */
export function useShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(subscribe, shortcutsShown);
}

export function shortcutsShown(): readonly Shortcut[] {
  return shortcuts;
}

let shortcuts: readonly Shortcut[] = [];
const readers = new Set<() => void>();

function replace(next: readonly Shortcut[]): void {
  shortcuts = next;
  for (const reader of readers) reader();
}

function subscribe(reader: () => void): () => void {
  if (readers.size === 0) window.addEventListener("keydown", onKey);
  readers.add(reader);
  return () => {
    readers.delete(reader);
    if (readers.size === 0) window.removeEventListener("keydown", onKey);
  };
}

/** How long the first of two keys waits for the second. */
const PATIENCE = 1_500;
let first: { key: string; at: number } | undefined;

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.length !== 1 || isTyping(event.target) || isModal()) return;
  const pressed =
    first !== undefined && event.timeStamp - first.at < PATIENCE ? `${first.key} ${event.key}` : event.key;
  first = undefined;
  // The latest one wins: a page's key stands over the frame's.
  const hit = shortcuts.findLast((shortcut) => shortcut.keys === pressed);
  if (hit !== undefined) {
    event.preventDefault();
    hit.run();
  } else if (shortcuts.some((shortcut) => shortcut.keys.startsWith(`${event.key} `))) {
    first = { key: event.key, at: event.timeStamp };
  }
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable || target.matches("input:not([type=checkbox],[type=radio]), textarea, select")
  );
}

function isModal(): boolean {
  return document.querySelector("[aria-modal=true]") !== null;
}
