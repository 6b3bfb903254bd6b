import { Loader } from "@mantine/core";
import { useState } from "react";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { spanText } from "@/lib/time";
import styles from "./import.module.css";

/** A file is being read: for how long already. How much is left nobody knows before its end. */
export function Reading({ name }: { name: string }) {
  const now = useNow("second");
  const [since] = useState(() => Date.now());
  return (
    <div className={styles.reading} role="status">
      <Loader size="xs" />
      <span>{t("dnc.import.looking", { name })}</span>
      <span className={styles.dim} aria-hidden="true">
        {spanText(now - since)}
      </span>
    </div>
  );
}
