import { ActionIcon } from "@mantine/core";
import type { ReactNode } from "react";
import { t } from "@/i18n";
import { useEscape, useReturnFocus } from "@/lib/keys";
import { Icon } from "../icons";
import styles from "./data-table.module.css";

interface DetailSheetProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** The detail of one row, at the side of the list and not over it. Escape closes it; focus goes back to the row. */
export function DetailSheet({ title, onClose, children }: DetailSheetProps) {
  const heading = useReturnFocus<HTMLHeadingElement>(true);
  useEscape(true, onClose);
  return (
    <aside className={styles.detail} aria-label={title}>
      <div className={styles.detailHead}>
        <h2 className={styles.detailTitle} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <ActionIcon variant="subtle" color="gray" onClick={onClose} aria-label={t("parts.closeDetail")}>
          <Icon name="close" />
        </ActionIcon>
      </div>
      {/* Can be scrolled by key: a part that scrolls has to be reachable. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <div className={styles.detailBody} tabIndex={0}>
        {children}
      </div>
    </aside>
  );
}
