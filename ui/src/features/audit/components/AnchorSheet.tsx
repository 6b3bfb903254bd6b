import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Section } from "@/components/layout";
import { Sheet } from "@/components/Sheet";
import { ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useDoor, useWrite } from "@/lib/query";
import { toastDone, toastFailure } from "@/lib/toast";
import type { AuditAnchor } from "@/rpc/types";
import styles from "./audit.module.css";

interface AnchorSheetProps {
  open: boolean;
  onClose: () => void;
}

/** Makes a line that stands for the log as it is now, to be kept where this machine does not reach. */
export function AnchorSheet({ open, onClose }: AnchorSheetProps) {
  const anchor = useWrite("audit.anchor");
  const close = () => {
    onClose();
    anchor.reset();
  };
  return (
    <Sheet
      open={open}
      onClose={close}
      title={t("audit.anchorTitle")}
      size={560}
      footer={
        <Button
          variant={anchor.data ? "default" : "filled"}
          loading={anchor.isPending}
          onClick={() => anchor.mutate({})}
        >
          {anchor.data ? t("audit.makeAnother") : t("audit.makeAnchor")}
        </Button>
      }
    >
      <p className={styles.prose}>{t("audit.anchorWhy")}</p>
      {anchor.error && <ErrorNotice error={anchor.error} />}
      {anchor.data && <Line anchor={anchor.data} />}
    </Sheet>
  );
}

function Line({ anchor: { seq, anchor, signed } }: { anchor: AuditAnchor }) {
  const door = useDoor();
  const clipboard = useClipboard({ timeout: 2_000 });
  const save = async () => {
    const file = new Blob([`${anchor}\n`], { type: "text/plain;charset=utf-8" });
    const saved = await door.save(`callboard-anchor-${seq}.txt`, file);
    toastDone(t("audit.anchorSaved"), saved.path);
  };
  return (
    <Section title={t("audit.anchorOf", { seq: number(seq) })}>
      <pre className={styles.line}>{anchor}</pre>
      <p className={styles.signed}>
        <ShapeIcon shape={signed ? "check" : "triangle"} tone={signed ? "good" : "warn"} />
        <span>{signed ? t("audit.signed") : t("audit.unsigned")}</span>
      </p>
      <div className={styles.buttons}>
        <Button onClick={() => clipboard.copy(anchor)}>
          {clipboard.copied ? t("audit.copied") : t("audit.copyAnchor")}
        </Button>
        <Button variant="default" onClick={() => void save().catch(toastFailure)}>
          {t("audit.saveAnchor")}
        </Button>
      </div>
    </Section>
  );
}
