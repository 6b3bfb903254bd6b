import { useSyncExternalStore } from "react";

/** How often a reader wants to know the time. */
export type Beat = "second" | "minute";

/**
 * The time now, told again each second or each half minute. All readers of one beat share one timer, which
 * rests while nobody reads or the page is hidden.
 */
export function useNow(beat: Beat = "minute"): number {
  const clock = clocks[beat];
  return useSyncExternalStore(clock.subscribe, clock.read);
}

const clocks: Record<Beat, ReturnType<typeof sharedClock>> = {
  second: sharedClock(1_000),
  minute: sharedClock(30_000),
};

function sharedClock(period: number) {
  const readers = new Set<() => void>();
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => {
    if (typeof document !== "undefined" && document.hidden) return;
    now = Date.now();
    for (const reader of readers) reader();
  };
  const subscribe = (reader: () => void) => {
    readers.add(reader);
    if (timer === undefined) {
      now = Date.now();
      timer = setInterval(tick, period);
      document.addEventListener("visibilitychange", tick);
    }
    return () => {
      readers.delete(reader);
      if (readers.size > 0) return;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
      timer = undefined;
    };
  };
  // Without a timer the time moves on by itself, but not between two reads of one render.
  const read = () => {
    if (timer === undefined && Math.abs(Date.now() - now) >= period) now = Date.now();
    return now;
  };
  return { subscribe, read };
}
