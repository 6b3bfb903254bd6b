import type { ReactNode } from "react";
import styles from "./notice.module.css";

interface EmptyStateProps {
  /** What there is not: "No schedules yet". */
  title: string;
  /** What to do, or why that is fine. */
  children?: ReactNode;
  /** The button that does it. */
  action?: ReactNode;
}

/** Nothing here, said calmly, with what to do about it. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <p className={styles.emptyTitle}>{title}</p>
      {children && <div className={styles.emptyBody}>{children}</div>}
      {action && <div className={styles.emptyAction}>{action}</div>}
    </div>
  );
}
