import { Drawer } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { t } from "@/i18n";
import styles from "./sheet.module.css";

interface SheetProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** Buttons that stay in view, the one that does it first. */
  footer?: ReactNode;
  size?: number | string;
  children: ReactNode;
}

/** A modal sheet from the right, for a step of its own (the plan, a form). Escape closes it; focus returns. */
export function Sheet({ open, onClose, title, footer, size = 640, children }: SheetProps) {
  useFocusBack(open);
  return (
    <Drawer
      opened={open}
      onClose={onClose}
      title={title}
      size={size}
      classNames={{ content: styles.content, body: styles.body, title: styles.title, header: styles.header }}
      closeButtonProps={{ "aria-label": t("parts.close") }}
    >
      <div className={styles.scroll}>{children}</div>
      {footer && <div className={styles.footer}>{footer}</div>}
    </Drawer>
  );
}

/**
 * A drawer gives the focus back when it is closed; one that is taken away while it is open does not. Then it
 * goes to what had it when the sheet came.
 */
function useFocusBack(open: boolean) {
  const [from] = useState(() => (open ? document.activeElement : null));
  useEffect(
    () => () => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost && from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true });
    },
    [from],
  );
}
