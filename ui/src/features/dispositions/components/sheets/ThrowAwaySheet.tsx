import { ConfirmSheet } from "@/components/ConfirmSheet";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { toastDone } from "@/lib/toast";
import type { Draft } from "../../api/use-draft";
import type { SheetProps } from "./sheet-props";

interface ThrowAwaySheetProps extends SheetProps {
  draft: Draft;
  onClose: () => void;
}

/** The button that led here goes with the draft: then the keys go on in the map. */
function onClosed() {
  const { activeElement: held } = document;
  if (held !== document.body && held?.closest("[role=dialog]") === null) return;
  document.querySelector<HTMLElement>("main [role=grid] td[tabindex='0']")?.focus();
}

export function ThrowAwaySheet({ shown, draft, open, onClose }: ThrowAwaySheetProps) {
  const write = useWrite("disposition.draft", {
    onSuccess: () => {
      draft.forget();
      onClose();
      toastDone(t("dispositions.throwAway.done"));
    },
  });
  const count = draft.changes.length;
  const changes = t("dispositions.draft.changes", { count, n: number(count) });
  return (
    <ConfirmSheet
      danger
      open={open && draft.keeping.state !== "conflict"}
      onClose={onClose}
      title={t("dispositions.throwAway.title")}
      verb={t("dispositions.throwAway.verb", { changes })}
      pending={write.isPending}
      error={write.error}
      onClosed={onClosed}
      onConfirm={() =>
        // What is on its way must not come after it.
        void draft.settle().then((settled) => {
          const { seen } = settled ?? draft;
          write.mutate({ connection: shown.connection, map: null, seen });
        })
      }
    >
      {t("dispositions.throwAway.body", { changes, version: shown.version.version })}
    </ConfirmSheet>
  );
}
