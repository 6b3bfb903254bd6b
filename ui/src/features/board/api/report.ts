import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { zoneCity } from "@/lib/time";
import { toastAttention, toastDone } from "@/lib/toast";
import type { SubmitReport } from "@/rpc/types";

/** Tells what came of a submission: how much went out, and each zone that did not, with its reason. */
export function tellReport({ submitted, failed, refused }: SubmitReport): void {
  const count = submitted.length;
  const title = count > 0 ? t("board.report.submitted", { count, n: number(count) }) : t("board.report.none");
  const troubles = [...failed, ...refused];
  if (troubles.length === 0) toastDone(title);
  else toastAttention(title, troublesText(troubles));
}

interface ZoneTrouble {
  zone: string;
  words: string;
}

/** The first few in whole; more would not be read in a toast, and stand on the run's page. */
export function troublesText(troubles: readonly ZoneTrouble[], most = 3): string {
  const told: string[] = troubles
    .slice(0, most)
    .map(({ zone, words }) => t("board.report.refused", { place: zoneCity(zone), words }));
  const rest = troubles.length - told.length;
  if (rest > 0) told.push(t("board.report.more", { count: rest, n: number(rest) }));
  return told.join(" ");
}
