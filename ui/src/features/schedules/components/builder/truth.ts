import type { CronButtons, Preview } from "@/rpc/types";

/**
 * Days, times and the cron text are one truth: the text. The window reads no cron: what buttons show of a text
 * is the engine's word (`Preview.buttons`); the window only writes the text that buttons mean.
 */

/** Why buttons cannot be written as one line. */
export type Refusal = "nothingChosen" | "notOneLine";

/** What was pressed last. It holds as long as the text is the one it was pressed for. */
export interface Hand {
  buttons: CronButtons;
  /** The text it made; where it could make none, the text that stayed. */
  cron: string;
  refusal?: Refusal;
}

/** What the buttons show now. */
export type Shown =
  | { kind: "pressed"; buttons: CronButtons; refusal?: Refusal }
  | { kind: "read"; buttons: CronButtons }
  /** The engine has read the text, and buttons cannot show it. */
  | { kind: "quiet" }
  /** The engine has not answered, or the text cannot be read: what was shown before, if anything was. */
  | { kind: "waiting"; buttons?: CronButtons };

/** The text for chosen days and times, as the engine itself would write it, or why there is none. */
export function cronOf({ days, times }: CronButtons): { cron: string } | { refusal: Refusal } {
  const hours = ascending(times.map((time) => Number(time.slice(0, 2))));
  const minutes = ascending(times.map((time) => Number(time.slice(3, 5))));
  if (days.length === 0 || times.length === 0) return { refusal: "nothingChosen" };
  // A line runs every chosen minute in every chosen hour.
  if (hours.length * minutes.length !== new Set(times).size) return { refusal: "notOneLine" };
  const week = ascending(days);
  return { cron: `${minutes.join(",")} ${hours.join(",")} * * ${week.length === 7 ? "*" : week.join(",")}` };
}

/** A press: the new text, or the old one with the reason why it stays. */
export function pressed(buttons: CronButtons, cron: string): Hand {
  const written = cronOf(buttons);
  return "cron" in written ? { buttons, cron: written.cron } : { buttons, cron, refusal: written.refusal };
}

/** `answered`: the last preview, and the text it was asked for. */
export function shownButtons(
  cron: string,
  hand: Hand | undefined,
  answered: { cron: string; preview: Preview } | undefined,
): Shown {
  if (hand?.cron === cron) return { kind: "pressed", buttons: hand.buttons, refusal: hand.refusal };
  const buttons = answered?.preview.buttons ?? undefined;
  if (answered?.cron !== cron) return { kind: "waiting", buttons };
  return buttons === undefined ? { kind: "quiet" } : { kind: "read", buttons };
}

/** A time to offer beside others: with their minutes, so that one line can still say it. */
export function anotherTime(times: readonly string[]): string {
  const minutes = times[0]?.slice(3, 5) ?? "00";
  const hours = new Set(times.map((time) => Number(time.slice(0, 2))));
  const last = Math.max(8, ...hours);
  const free = [last + 4, last + 2, last + 1, ...DAY].find((hour) => hour < 24 && !hours.has(hour)) ?? 0;
  return `${String(free).padStart(2, "0")}:${minutes}`;
}

/** The engine counts bytes; a field counts UTF-16 units. */
export function unitOf(text: string, byte: number): number {
  return new TextDecoder().decode(new TextEncoder().encode(text).slice(0, byte)).length;
}

const DAY = Array.from({ length: 24 }, (_, hour) => hour);

function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((one, other) => one - other);
}
