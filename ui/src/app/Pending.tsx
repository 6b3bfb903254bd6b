import { t } from "@/i18n";
import styles from "./frame.module.css";

/** In the place of a page that is on its way. */
export function Pending() {
  return (
    <p className={styles.pending} role="status">
      {t("frame.pending")}
    </p>
  );
}
