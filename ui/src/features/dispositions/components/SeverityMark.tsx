import { type Shape, ShapeIcon, type Tone } from "@/components/state-mark";
import { t } from "@/i18n";
import type { Severity } from "@/rpc/types";
import styles from "./dispositions.module.css";

/** A severity: its shape and its word. */
export function SeverityMark({ severity }: { severity: Severity }) {
  return (
    <span className={styles.mark}>
      <ShapeIcon {...LOOKS[severity]} />
      <span>{t(`dispositions.severity.${severity}`)}</span>
    </span>
  );
}

const LOOKS: Record<Severity, { shape: Shape; tone: Tone }> = {
  critical: { shape: "triangle", tone: "bad" },
  high: { shape: "disc", tone: "warn" },
  medium: { shape: "half", tone: "live" },
  low: { shape: "ring", tone: "idle" },
};
