import { ConfirmSheet } from "@/components/ConfirmSheet";
import { MoveSheet } from "@/components/missed";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { toastDone } from "@/lib/toast";
import { tellReport } from "../api/report";
import { MissedFires, useChosen } from "./MissedFires";
import type { MissedVerb } from "./missed-verb";

interface MissedDeedProps {
  ids: readonly string[];
  verb: MissedVerb | undefined;
  onClose: () => void;
}

/** Asks once more, with the fires in view: what is run calls people, what is skipped does not come back. */
export function MissedDeed({ ids, verb, onClose }: MissedDeedProps) {
  const fires = useChosen(ids);
  return (
    <>
      <RunSheet ids={ids} open={verb === "run"} onClose={onClose} />
      <SkipSheet ids={ids} open={verb === "skip"} onClose={onClose} />
      <MoveSheet fires={fires} open={verb === "move"} onClose={onClose} onDone={tellReport} />
    </>
  );
}

interface SheetProps {
  ids: readonly string[];
  open: boolean;
  onClose: () => void;
}

function RunSheet({ ids, open, onClose }: SheetProps) {
  const run = useWrite("missed.run", {
    onSuccess: (report) => {
      onClose();
      tellReport(report);
    },
  });
  return (
    <ConfirmSheet
      open={open}
      onClose={onClose}
      title={t("board.missed.runTitle")}
      verb={t("board.missed.runVerb", { count: ids.length, n: number(ids.length) })}
      onConfirm={() => run.mutate({ ids: [...ids] })}
      pending={run.isPending}
      error={run.error}
    >
      <p>{t("board.missed.runBody")}</p>
      <MissedFires ids={ids} />
    </ConfirmSheet>
  );
}

function SkipSheet({ ids, open, onClose }: SheetProps) {
  const skip = useWrite("missed.skip", {
    onSuccess: () => {
      onClose();
      toastDone(t("board.missed.skipped", { count: ids.length, n: number(ids.length) }));
    },
  });
  return (
    <ConfirmSheet
      open={open}
      onClose={onClose}
      title={t("board.missed.skipTitle")}
      verb={t("board.missed.skipVerb", { count: ids.length, n: number(ids.length) })}
      onConfirm={() => skip.mutate({ ids: [...ids] })}
      pending={skip.isPending}
      error={skip.error}
    >
      <p>{t("board.missed.skipBody")}</p>
      <MissedFires ids={ids} />
    </ConfirmSheet>
  );
}
