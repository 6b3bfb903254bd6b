import { EmptyState } from "@/components/EmptyState";
import { t } from "@/i18n";
import type { Change } from "../map/diff";
import { ChangeMark } from "./ChangeMark";
import styles from "./lists.module.css";

interface ChangeListProps {
  changes: readonly Change[];
  /** What stands over the two sides. */
  before: string;
  after: string;
}

/** What was and what is, line by line. */
export function ChangeList({ changes, before, after }: ChangeListProps) {
  if (changes.length === 0) {
    return (
      <EmptyState title={t("dispositions.compare.none")}>{t("dispositions.compare.noneHint")}</EmptyState>
    );
  }
  return (
    <table className={styles.table} aria-label={t("dispositions.compare.label")}>
      <thead>
        <tr>
          <th scope="col">{t("dispositions.compare.what")}</th>
          <th scope="col">{t("dispositions.map.change")}</th>
          <th scope="col">{before}</th>
          <th scope="col">{after}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ kind, name, mark, before: was, after: is }) => (
          <tr key={`${kind} ${name}`}>
            <th scope="row">{t(`dispositions.compare.${kind}`, { name })}</th>
            <td>
              <ChangeMark mark={mark} />
            </td>
            <td className={styles.was}>{was ?? t("dispositions.compare.absent")}</td>
            <td>{is ?? <span className={styles.dim}>{t("dispositions.compare.absent")}</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
