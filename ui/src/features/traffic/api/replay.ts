import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { toastDone, toastFailure } from "@/lib/toast";

/** Begins dead letters again, and says how many. */
export function useReplay() {
  return useWrite("traffic.replay", {
    onSuccess: ({ replayed }) => toastDone(t("traffic.replayed", { count: replayed, n: number(replayed) })),
    onError: toastFailure,
  });
}
