import { useCallback, useState } from "react";

/**
 * A taste of this reader on this machine (columns, a folded navigation), kept in the webview's own storage.
 * Nothing that matters belongs here: a storage that is full or forbidden costs only the taste.
 */
export function useRemembered<T>(
  name: string,
  initial: T,
  fits: (value: unknown) => value is T,
): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => recall(name, fits) ?? initial);
  const change = useCallback(
    (next: T) => {
      setValue(next);
      keep(name, next);
    },
    [name],
  );
  return [value, change];
}

export function recall<T>(name: string, fits: (value: unknown) => value is T): T | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(PREFIX + name) ?? "null");
    return fits(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function keep(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Storage is off or full: the choice holds until the window closes.
  }
}

export const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
export const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

const PREFIX = "callboard.";
