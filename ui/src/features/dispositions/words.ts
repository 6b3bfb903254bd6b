import { t } from "@/i18n";
import { clockTime, dayText, type Instant, ownZone } from "@/lib/time";
import type { DispositionAction, DispositionCategory, Severity } from "@/rpc/types";

export const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];

/** What codes without a line are written as; the engine needs it to be there, and low. */
export const UNCLASSIFIED = "unclassified";

/** Its contacts are not called again. */
export const DO_NOT_CALL = "do_not_call";

/** "write, alert, deliver". */
export function actionWords(actions: readonly DispositionAction[]): string {
  if (actions.length === 0) return t("dispositions.nothingDone");
  return actions.map((action) => t(`dispositions.actionShort.${action}`)).join(", ");
}

/** "critical: write, suppress, alert". */
export function categoryWords({ severity, actions }: DispositionCategory): string {
  return `${t(`dispositions.severity.${severity}`)}: ${actionWords(actions)}`;
}

/** "Mon 23 Nov 09:12", on the reader's own clock, as logs say it. */
export function whenText(at: Instant): string {
  const zone = ownZone();
  return `${dayText(at, zone)} ${clockTime(at, zone)}`;
}
