import type { ReactNode } from "react";
import styles from "./line.module.css";

/** Short facts in a row, "delivered 15:40 · last 24 h: 12 delivered": a child each. */
export function LineWords({ children }: { children: ReactNode }) {
  return <div className={styles.words}>{children}</div>;
}
