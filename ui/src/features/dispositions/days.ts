export const PRESETS = [7, 30, 90] as const;
export const MOST_DAYS = 3650;

/** A number of days that the engine takes. */
export function isDays(value: string | number): boolean {
  const days = typeof value === "number" ? value : Number(value || "0");
  return Number.isInteger(days) && days >= 1 && days <= MOST_DAYS;
}

/** What an address says, or 30. */
export function daysOf(text: string | undefined): number {
  return text !== undefined && isDays(text) ? Number(text) : 30;
}
