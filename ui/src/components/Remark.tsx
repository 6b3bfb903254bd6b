import type { ReactNode } from "react";
import styles from "./notice.module.css";

/** A remark to be read before acting on what stands beside it. */
export function Remark({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <div className={styles.remark} role="note">
      {title && <strong>{title}</strong>}
      <p>{children}</p>
    </div>
  );
}
