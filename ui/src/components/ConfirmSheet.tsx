import { Button, Modal, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { t } from "@/i18n";
import { ErrorNotice } from "./ErrorNotice";
import styles from "./sheet.module.css";

interface ConfirmSheetProps {
  open: boolean;
  onClose: () => void;
  /** Once it is out of sight and the focus went back to where it came from, if that is still there. */
  onClosed?: () => void;
  /** Names the thing: "Remove the connection “Acme EU”?" */
  title: string;
  /** The verb on the button: "Remove Acme EU". */
  verb: string;
  onConfirm: () => void;
  /** What it does, and what it leaves. */
  children: ReactNode;
  /** For what cannot be undone: this name has to be typed first. */
  typeName?: string;
  danger?: boolean;
  pending?: boolean;
  /** Why the last try failed. */
  error?: unknown;
}

/** Asks once more before something that others feel. It names the thing, and the button says the deed. */
export function ConfirmSheet({ open, onClose, onClosed, title, ...rest }: ConfirmSheetProps) {
  return (
    <Modal
      opened={open}
      onClose={onClose}
      title={title}
      size={480}
      onExitTransitionEnd={onClosed}
      classNames={{ title: styles.confirmTitle }}
      closeButtonProps={{ "aria-label": t("parts.close") }}
    >
      <Question onClose={onClose} {...rest} />
    </Modal>
  );
}

type QuestionProps = Omit<ConfirmSheetProps, "open" | "title" | "onClosed">;

/** Mounted with each opening, so that a name typed once does not confirm the next deed. */
function Question({ onClose, verb, onConfirm, children, typeName, danger, pending, error }: QuestionProps) {
  const [typed, setTyped] = useState("");
  const ready = typeName === undefined || typed.trim() === typeName;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onConfirm();
      }}
    >
      <div className={styles.confirmBody}>
        <div>{children}</div>
        {typeName !== undefined && (
          <TextInput
            data-autofocus
            label={t("parts.typeToConfirm", { name: typeName })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        {error != null && <ErrorNotice error={error} />}
      </div>
      <div className={styles.confirmFooter}>
        <Button variant="default" onClick={onClose} data-autofocus={typeName === undefined || undefined}>
          {t("parts.cancel")}
        </Button>
        <Button
          type="submit"
          className={danger ? styles.danger : undefined}
          disabled={!ready}
          loading={pending}
        >
          {verb}
        </Button>
      </div>
    </form>
  );
}
