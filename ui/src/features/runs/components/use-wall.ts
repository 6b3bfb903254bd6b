import { useEffect, useRef } from "react";

/** F11 hangs the wall or takes it down, instead of what the browser does by itself. */
export function useWallKey(act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "F11" || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

/** The page behind the wall can be neither reached nor read meanwhile. */
export function useInertPage(): void {
  useEffect(() => {
    const page = document.getElementById("root");
    page?.setAttribute("inert", "");
    return () => page?.removeAttribute("inert");
  }, []);
}

/**
 * Fills the screen, where that is let: an address opened by itself may not, and then the wall fills the window.
 * In full screen the browser keeps Escape to itself, so leaving the one is leaving the other.
 */
export function useFullScreen(onLeave: () => void): void {
  const latest = useRef(onLeave);
  latest.current = onLeave;
  useEffect(() => {
    let filled = false;
    const onChange = () => {
      if (document.fullscreenElement !== null) filled = true;
      else if (filled) latest.current();
    };
    document.addEventListener("fullscreenchange", onChange);
    const refused = () => {
      filled = false;
    };
    document.documentElement.requestFullscreen?.().catch(refused);
    return () => {
      document.removeEventListener("fullscreenchange", onChange);
      if (document.fullscreenElement !== null) document.exitFullscreen().catch(refused);
    };
  }, []);
}
