import { Drawer } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { t } from "@/i18n";
import styles from "./sheet.module.css";

interface SheetFrameProps {
  open: boolean;
  onClose: () => void;
  title: string;
  size?: number | string;
  children: ReactNode;
}

interface SheetProps extends SheetFrameProps {
  /** Buttons that stay in view, the one that does it first. */
  footer?: ReactNode;
}

/** A modal sheet from the right, for a step of its own (the plan, a report). Escape closes it; focus returns. */
export function Sheet({ footer, children, ...frame }: SheetProps) {
  return (
    <SheetFrame {...frame}>
      <div className={styles.scroll}>{children}</div>
      {footer && <div className={styles.footer}>{footer}</div>}
    </SheetFrame>
  );
}

/** A sheet whose content says itself what scrolls and what stays in view. */
export function SheetFrame({ open, onClose, title, size = 640, children }: SheetFrameProps) {
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
      {children}
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
