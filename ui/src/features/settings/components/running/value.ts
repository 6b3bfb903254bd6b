import { wordsOf } from "@/components/form";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { Setting } from "@/rpc/types";

/** A setting is a list where its default is one (networks); else a whole number. */
export function isList(setting: Setting): boolean {
  return Array.isArray(setting.default);
}

/** The value as it stands in the field. */
export function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : String(value ?? "");
}

/** The field's text as the engine takes it; a number that is none goes as it is, and is refused in words. */
export function typedValue(setting: Setting, text: string): unknown {
  if (isList(setting)) return wordsOf(text);
  const trimmed = text.trim();
  return /^-?\d+$/.test(trimmed) ? Number(trimmed) : trimmed;
}

/** "5 to 3,600 s, default 30": what may stand there. */
export function boundsText({ min, max, unit, default: initial }: Setting): string {
  const bounds =
    min !== null && max !== null
      ? t("settings.running.bounds", { min: number(min), max: number(max), unit: unit ?? "" }).trim()
      : undefined;
  const usual = textOf(initial);
  const value = usual === "" ? t("settings.running.none") : usual;
  return [bounds, t("settings.running.default", { value })].filter(Boolean).join(", ");
}
