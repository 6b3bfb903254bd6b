import { useRef } from "react";

/**
 * Moves the focus to where a key leads: at once if that is drawn; else in the next frame, when the list has scrolled
 * to it, and then only if no later key led elsewhere. Keys that come faster than frames are followed each.
 */
export function useFocusSoon(options?: FocusOptions) {
  const asked = useRef(0);
  return (find: () => HTMLElement | null | undefined) => {
    asked.current += 1;
    const turn = asked.current;
    const drawn = find();
    if (drawn) return drawn.focus(options);
    requestAnimationFrame(() => {
      if (turn === asked.current) find()?.focus(options);
    });
  };
}
