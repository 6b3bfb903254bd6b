import type { ReactNode } from "react";
import styles from "./builder.module.css";

interface FieldProps {
  label: string;
  /** The control the label belongs to; without one the label names a group, by `labelId`. */
  controlId?: string;
  labelId?: string;
  /** In words, under the field. */
  error?: string;
  errorId?: string;
  note?: ReactNode;
  children: ReactNode;
}

/** One line of the form: what it is, the control, and under it what is wrong or worth knowing. */
export function Field({ label, controlId, labelId, error, errorId, note, children }: FieldProps) {
  return (
    <div className={styles.field}>
      {controlId === undefined ? (
        <span className={styles.label} id={labelId}>
          {label}
        </span>
      ) : (
        <label className={styles.label} id={labelId} htmlFor={controlId}>
          {label}
        </label>
      )}
      <div className={styles.control}>
        {children}
        <div id={errorId} className={styles.error} aria-live="polite">
          {error}
        </div>
        {note && <div className={styles.note}>{note}</div>}
      </div>
    </div>
  );
}
