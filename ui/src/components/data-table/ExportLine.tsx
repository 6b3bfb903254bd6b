import { Button } from "@mantine/core";
import { t } from "@/i18n";
import { ProgressBar } from "../ProgressBar";
import styles from "./data-table.module.css";
import type { TableExport } from "./use-export";

/** How far the rows for a file are read, where that takes a while; it can be stopped. */
export function ExportLine({ progress, stop }: TableExport) {
  if (progress === undefined) return null;
  return (
    <div className={styles.exporting}>
      <span>{t("parts.exporting")}</span>
      <ProgressBar done={progress.read} all={progress.all} label={t("parts.exporting")} />
      <Button variant="default" size="compact-sm" onClick={stop}>
        {t("parts.exportStop")}
      </Button>
    </div>
  );
}
