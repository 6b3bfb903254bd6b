import { Button, Modal } from "@mantine/core";
import { t } from "@/i18n";
import { useClipboard } from "@/lib/clipboard";
import { Icon } from "./icons";
import styles from "./secret.module.css";

/** A secret that was made just now. */
export interface Made {
  /** The sheet's heading: "The signing secret of CRM". */
  title: string;
  /** A sentence on where it belongs. */
  body: string;
  secret: string;
  /** The secrets that are in force now, and until when. */
  inForce?: string | undefined;
}

interface SecretSheetProps {
  made: Made | undefined;
  onClose: () => void;
}

/** A secret, this once. A click beside the sheet does not close it: the secret would be gone. */
export function SecretSheet({ made, onClose }: SecretSheetProps) {
  const { copied, copy } = useClipboard();
  return (
    <Modal
      opened={made !== undefined}
      onClose={onClose}
      closeOnClickOutside={false}
      title={made?.title}
      size={520}
      closeButtonProps={{ "aria-label": t("parts.close") }}
    >
      {made && (
        <div className={styles.body}>
          <p>{made.body}</p>
          <pre className={styles.secret}>{made.secret}</pre>
          {made.inForce && <p>{made.inForce}</p>}
          <div className={styles.buttons}>
            <Button onClick={() => copy(made.secret)} leftSection={<Icon name="copy" size={14} />}>
              {copied ? t("parts.copied") : t("parts.copy")}
            </Button>
            <Button variant="default" onClick={onClose}>
              {t("parts.stored")}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}
