import { Button, Modal } from "@mantine/core";
import { t } from "@/i18n";
import styles from "../sheet.module.css";

export type GoingAnswer = "go" | "paused" | "cancel";

interface GoingSheetProps {
  /** The engine's sentence: which windows go out, when, to how many. */
  words: string;
  /** Whether it can be kept paused instead. */
  canPause: boolean;
  onAnswer: (answer: GoingAnswer) => void;
}

/** Windows would go out at once: nobody is called whom a person has not let go here. */
export function GoingSheet({ words, canPause, onAnswer }: GoingSheetProps) {
  return (
    <Modal
      opened
      onClose={() => onAnswer("cancel")}
      title={t("schedules.going.title")}
      size={520}
      classNames={{ title: styles.confirmTitle }}
      closeButtonProps={{ "aria-label": t("parts.close") }}
    >
      <div className={styles.confirmBody}>
        <p>{words}</p>
        <p>{t(canPause ? "schedules.going.body" : "schedules.going.bodyResume")}</p>
      </div>
      <div className={styles.confirmFooter}>
        <Button variant="default" onClick={() => onAnswer("cancel")}>
          {t("parts.cancel")}
        </Button>
        {canPause && (
          <Button variant="default" onClick={() => onAnswer("paused")}>
            {t("schedules.going.paused")}
          </Button>
        )}
        <Button onClick={() => onAnswer("go")} data-autofocus>
          {t("schedules.going.go")}
        </Button>
      </div>
    </Modal>
  );
}
