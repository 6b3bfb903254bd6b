import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { toastAttention, toastDone } from "@/lib/toast";
import type { MapPublished } from "@/rpc/types";

/** What is in force, and which earlier events it is not applied to although it names their codes. */
export function tellPublished({
  dispositions,
  reapplied,
  still_unmapped: still = 0,
  still_unmapped_days,
}: MapPublished) {
  const title = t("dispositions.publish.done", { version: dispositions.version.version });
  const words = t("dispositions.publish.reapplied", { count: reapplied, n: number(reapplied) });
  if (still === 0) return toastDone(title, words);
  const left = { count: still, n: number(still), days: number(still_unmapped_days ?? 1) };
  toastAttention(title, `${words} ${t("dispositions.publish.stillUnmapped", left)}`);
}
