import { localStorageColorSchemeManager, type MantineColorScheme } from "@mantine/core";

/** Where the choice of light, dark or "as the system" is kept. */
export const schemeManager = localStorageColorSchemeManager({ key: "callboard.scheme" });

/**
 * Sets the colours of the page before anything is drawn. Mantine's own script for this would have to stand
 * inline in index.html, which the content security policy forbids.
 */
export function paintScheme(): void {
  const chosen = schemeManager.get("auto");
  document.documentElement.setAttribute("data-mantine-color-scheme", resolved(chosen));
}

/** The next one when the button is pressed: as the system, light, dark. */
export function nextScheme(scheme: MantineColorScheme): MantineColorScheme {
  const order = ["auto", "light", "dark"] as const;
  return order[(order.indexOf(scheme) + 1) % order.length] ?? "auto";
}

function resolved(scheme: MantineColorScheme): "light" | "dark" {
  if (scheme !== "auto") return scheme;
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
