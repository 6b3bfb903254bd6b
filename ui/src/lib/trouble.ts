import { useSyncExternalStore } from "react";
import { wordsFor } from "./words";

/** Something wrong with the program itself, for the line at the bottom of every page. */
export interface Trouble {
  /** One line a cause: the same cause again does not make a second one. */
  cause: string;
  what: string;
  /** Milliseconds since 1970. */
  since: number;
  /** What to do. */
  todo?: string;
}

/** Says that `cause` is wrong since then, until `settled(cause)`. Where it is known, what is said of it may change. */
export function trouble(cause: string, thrown: unknown, since = Date.now()): void {
  const known = troubles.find((one) => one.cause === cause);
  const words = wordsFor(thrown);
  if (known?.what === words.title) return;
  const todo = [words.message, words.hint].filter(Boolean).join(" ");
  const said = { cause, what: words.title, since: known?.since ?? since, todo };
  replace([...troubles.filter((one) => one !== known), said]);
}

export function settled(cause: string): void {
  if (troubles.some((known) => known.cause === cause)) {
    replace(troubles.filter((known) => known.cause !== cause));
  }
}

/** The troubles of now, the oldest first. */
export function useTroubles(): readonly Trouble[] {
  return useSyncExternalStore(subscribe, () => troubles);
}

/** Whether the program can be heard now; while it cannot, what it said of a tenant is old. */
export function useIsHeard(): boolean {
  return useTroubles().every(({ cause }) => cause !== "door");
}

let troubles: readonly Trouble[] = [];
const readers = new Set<() => void>();

function replace(next: readonly Trouble[]): void {
  troubles = next;
  for (const reader of readers) reader();
}

function subscribe(reader: () => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}
