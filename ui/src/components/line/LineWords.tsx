import type { ReactNode } from "react";
import styles from "./line.module.css";

/** What a line says of itself, in short: "delivered 15:40 · last 24 h: 12 delivered". Each child is one of them. */
export function LineWords({ children }: { children: ReactNode }) {
  return <div className={styles.words}>{children}</div>;
}
