import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import styles from "./data-table.module.css";

interface BulkBarProps {
  count: number;
  onClear: () => void;
  children: ReactNode;
}

/** What can be done with the chosen rows; stands at the foot of the table while any is chosen. */
export function BulkBar({ count, onClear, children }: BulkBarProps) {
  return (
    <div className={styles.bulk} role="toolbar" aria-label={t("parts.bulk")}>
      <span className={styles.bulkCount}>{t("parts.selected", { count, n: number(count) })}</span>
      {children}
      <Button variant="subtle" className={styles.bulkClear} onClick={onClear}>
        {t("parts.clearSelection")}
      </Button>
    </div>
  );
}
