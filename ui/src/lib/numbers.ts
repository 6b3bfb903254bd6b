import { readerLocale } from "./locale";

const whole = new Intl.NumberFormat(readerLocale, { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat(readerLocale, { maximumFractionDigits: 1 });
const share = new Intl.NumberFormat(readerLocale, { style: "percent", maximumFractionDigits: 0 });
const shareFine = new Intl.NumberFormat(readerLocale, { style: "percent", maximumFractionDigits: 1 });

/** `1204` → "1,204", with the reader's separators. */
export function number(value: number): string {
  return whole.format(value);
}

/** `21.37` → "21.4". */
export function decimal(value: number): string {
  return oneDigit.format(value);
}

/**
 * `1204` of `1900` → "63 %". Never says "100 %" before the last one is done, nor "0 %" after the first.
 * Nothing out of nothing is a dash, not a division by zero.
 */
export function percent(done: number, all: number): string {
  if (all <= 0) return "–";
  const ratio = done / all;
  if (ratio > 0 && ratio < 0.01) return shareFine.format(Math.max(ratio, 0.001));
  if (ratio < 1 && ratio > 0.99) return shareFine.format(Math.min(ratio, 0.999));
  return share.format(ratio);
}

/** `4_410_000` bytes → "4.4 MB". */
export function bytes(value: number): string {
  const units = ["B", "kB", "MB", "GB"] as const;
  const power = value < 1 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), units.length - 1);
  return `${decimal(value / 1000 ** power)} ${units[power] ?? "B"}`;
}
