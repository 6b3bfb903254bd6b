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

/** Says that `cause` is wrong since now, until `settled(cause)`. */
export function trouble(cause: string, thrown: unknown): void {
  if (troubles.some((known) => known.cause === cause)) return;
  const words = wordsFor(thrown);
  const todo = [words.message, words.hint].filter(Boolean).join(" ");
  replace([...troubles, { cause, what: words.title, since: Date.now(), todo }]);
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
