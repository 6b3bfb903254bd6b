import { Button } from "@mantine/core";
import { useState } from "react";
import { ConfirmSheet } from "@/components/ConfirmSheet";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { toastDone, toastFailure } from "@/lib/toast";
import type { DncImport } from "@/rpc/types";
import styles from "./dnc.module.css";
import { countsNot, nameOf, settled } from "./looks";

type Asking = "undo" | "release";

/** What can be done with an import now. */
export function ImportActions({ of, onGoOn }: { of: DncImport; onGoOn: () => void }) {
  const [asking, setAsking] = useState<Asking>();
  const close = () => setAsking(undefined);
  const stop = useWrite("dnc.import_stop", { onError: toastFailure });
  return (
    <div className={styles.buttons}>
      {of.state === "looked" && <Button onClick={onGoOn}>{t("dnc.waits.goOn")}</Button>}
      {!countsNot(of) && !settled(of) && <PushButton of={of} />}
      {of.to_release > 0 && (
        <Button variant="default" onClick={() => setAsking("release")}>
          {t("dnc.act.release")}
        </Button>
      )}
      {of.state === "writing" && of.mode !== "release" && (
        <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate({ import: of.id })}>
          {t("dnc.act.stop")}
        </Button>
      )}
      {canBeUndone(of) && (
        <Button variant="default" onClick={() => setAsking("undo")}>
          {t("dnc.act.undo")}
        </Button>
      )}
      <UndoSheet of={of} open={asking === "undo"} onClose={close} />
      <ReleaseSheet of={of} open={asking === "release"} onClose={close} />
    </div>
  );
}

export function canBeUndone({ state }: DncImport): boolean {
  return state === "done" || state === "stopped";
}

function PushButton({ of }: { of: DncImport }) {
  const push = useWrite("dnc.import_push", { onError: toastFailure });
  const begun = of.passed > 0;
  return (
    <Button
      variant={of.push ? "default" : "filled"}
      loading={push.isPending}
      onClick={() => push.mutate({ import: of.id, push: !of.push })}
    >
      {of.push ? t("dnc.act.pause") : t(begun ? "dnc.act.pushAgain" : "dnc.act.push")}
    </Button>
  );
}

interface AskProps {
  of: DncImport;
  open: boolean;
  onClose: () => void;
}

export function UndoSheet({ of, open, onClose }: AskProps) {
  const file = nameOf(of);
  const undo = useWrite("dnc.undo", {
    onSuccess: () => {
      onClose();
      toastDone(t("dnc.act.undone", { file }));
    },
  });
  return (
    <ConfirmSheet
      open={open}
      onClose={onClose}
      title={t("dnc.act.undoTitle", { file })}
      verb={t("dnc.act.undoVerb", { file })}
      onConfirm={() => undo.mutate({ import: of.id })}
      danger
      pending={undo.isPending}
      error={undo.error ?? undefined}
    >
      <p className={styles.first}>{t("dnc.act.undoBody")}</p>
      <p className={styles.first}>{t("dnc.act.undoStays")}</p>
    </ConfirmSheet>
  );
}

/** The count has to be typed: whoever is behind these numbers can be called again. */
export function ReleaseSheet({ of, open, onClose }: AskProps) {
  const count = of.to_release;
  const words = { count, n: number(count), file: nameOf(of) };
  const release = useWrite("dnc.release", {
    onSuccess: () => {
      onClose();
      toastDone(t("dnc.act.releasing", words));
    },
  });
  return (
    <ConfirmSheet
      open={open}
      onClose={onClose}
      title={t("dnc.act.releaseTitle", words)}
      verb={t("dnc.act.releaseVerb", words)}
      onConfirm={() => release.mutate({ import: of.id, count })}
      typeName={String(count)}
      danger
      pending={release.isPending}
      error={release.error ?? undefined}
    >
      <p className={styles.first}>
        {t("dnc.waits.releaseWhy")} {t("dnc.act.releaseBody", words)}
      </p>
    </ConfirmSheet>
  );
}
