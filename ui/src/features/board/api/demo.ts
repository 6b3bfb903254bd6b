import { useNavigate } from "@tanstack/react-router";
import { t } from "@/i18n";
import { chooseConnection } from "@/lib/connection";
import { useWrite } from "@/lib/query";
import { zoneCity } from "@/lib/time";
import { toastAttention } from "@/lib/toast";

/** Long enough to be read; the run's page keeps the refused zone and its rule. */
const READ_IN = 20_000;

/** One click: the stand-in tenant starts, a sample campaign runs, and the window goes to that run. */
export function useDemo() {
  const navigate = useNavigate();
  return useWrite("demo.start", {
    onSuccess: async ({ connection, run, refused }) => {
      chooseConnection(connection);
      await navigate({ to: "/runs/$run", params: { run } });
      if (refused === null) return;
      const title = t("board.fresh.refusedTitle", { city: zoneCity(refused.zone) });
      toastAttention(title, refused.words, READ_IN);
    },
  });
}
