import { useDebouncedValue } from "@mantine/hooks";
import { useMemo } from "react";
import type { Place } from "./place";

/** Milliseconds without a key after which the engine is asked. */
const REST = 180;

/** A text that is typed, as it was when the hand last rested. */
export function useRested<T>(text: T): T {
  return useDebouncedValue(text, REST)[0];
}

/**
 * The filter of the address as a command takes it. It stays the same object while the filter does, so that "the last
 * 24 h" are counted from when they were asked for and the list stays one list as it grows.
 */
export function useFilter<P extends Place, F>(place: P, asFilter: (place: P, now: number) => F): F {
  const { open: _open, sort: _sort, q, ...words } = place;
  const asked = JSON.stringify({ ...words, q: useRested(q) });
  return useMemo(() => asFilter(JSON.parse(asked), Date.now()), [asked, asFilter]);
}
