import { t } from "@/i18n";
import type { Mark } from "../map/diff";
import styles from "./dispositions.module.css";

/** How a line differs from what is published: a sign and its word; nothing where it does not. */
export function ChangeMark({ mark }: { mark: Mark }) {
  if (mark === "same") return <span className="sr-only">{t("dispositions.mark.same")}</span>;
  return (
    <span className={styles.change} data-mark={mark}>
      <span aria-hidden="true">{SIGNS[mark]}</span> {t(`dispositions.mark.${mark}`)}
    </span>
  );
}

const SIGNS = { added: "+", changed: "~", removed: "−" } as const;
