import { t } from "@/i18n";
import { number } from "@/lib/numbers";

const NAMED = 5;

/** "Chicago, Kolkata", each once; "A, B, C, D, E and 2 more". */
export function placesText(places: readonly string[]): string {
  const each = [...new Set(places)];
  const shown = each.slice(0, NAMED).join(", ");
  const more = each.length - NAMED;
  return more > 0 ? t("board.withdraw.andMore", { shown, n: number(more) }) : shown;
}
