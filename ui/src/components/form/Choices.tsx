import type { ReactNode } from "react";
import styles from "./form.module.css";

/** Radios or checkboxes of one group, one below the other. */
export function Choices({ children }: { children: ReactNode }) {
  return <div className={styles.choices}>{children}</div>;
}

/** Fields that belong together, two in a row; under a heading where there is one. */
export function FieldPair({ legend, children }: { legend?: string; children: ReactNode }) {
  if (legend === undefined) return <div className={styles.pair}>{children}</div>;
  return (
    <fieldset className={styles.pair}>
      <legend>{legend}</legend>
      {children}
    </fieldset>
  );
}
