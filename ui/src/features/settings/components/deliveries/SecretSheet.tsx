import { Button, Modal } from "@mantine/core";
import { Icon } from "@/components/icons";
import { t } from "@/i18n";
import { useClipboard } from "../../api/clipboard";
import styles from "../settings.module.css";

/** A secret that was made just now, and whose it is. */
export interface Made {
  name: string;
  secret: string;
  of?: "endpoint" | "source";
  /** Which secrets are in force now, and until when. */
  inForce?: string | undefined;
}

interface SecretSheetProps {
  made: Made | undefined;
  onClose: () => void;
}

/** The signing secret, this once. A click beside it does not close it: it would be gone. */
export function SecretSheet({ made, onClose }: SecretSheetProps) {
  const { copied, copy } = useClipboard();
  return (
    <Modal
      opened={made !== undefined}
      onClose={onClose}
      closeOnClickOutside={false}
      title={made && titleOf(made)}
      size={520}
      closeButtonProps={{ "aria-label": t("parts.close") }}
    >
      {made && (
        <div className={styles.form} style={{ gap: 16 }}>
          <p style={{ margin: 0 }}>
            {t(made.of === "source" ? "listener.secretBody" : "settings.deliveries.secretBody")}
          </p>
          <pre className={styles.pre}>{made.secret}</pre>
          {made.inForce && <p style={{ margin: 0 }}>{made.inForce}</p>}
          <div className={styles.foot}>
            <Button onClick={() => copy(made.secret)} leftSection={<Icon name="copy" size={14} />}>
              {copied ? t("settings.deliveries.copied") : t("settings.deliveries.copy")}
            </Button>
            <Button variant="default" onClick={onClose}>
              {t("settings.deliveries.stored")}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}

function titleOf({ name, of }: Made): string {
  return of === "source"
    ? t("listener.secretTitle", { name })
    : t("settings.deliveries.secretTitle", { name });
}
