import { t } from "@/i18n";
import type { HealthState } from "@/rpc/types";
import { ShapeIcon } from "./ShapeIcon";
import styles from "./state-mark.module.css";
import { looksOf, type Shape, type StateName, type Tone } from "./states";

interface StateMarkProps {
  state: StateName;
  /** Instead of the state's own word, e.g. "ended, 1,204 of 1,900". */
  word?: string;
}

/** A state: its shape and its word. Never only a colour. */
export function StateMark({ state, word }: StateMarkProps) {
  const { shape, tone } = looksOf(state);
  return (
    <span className={styles.mark}>
      <ShapeIcon shape={shape} tone={tone} />
      <span>{word ?? t(`states.${state}`)}</span>
    </span>
  );
}

interface HealthMarkProps {
  state: HealthState;
  /** Instead of the word for the state; for screen readers only where `shapeOnly`. */
  word?: string;
  shapeOnly?: boolean;
}

/** The health of a tenant or a part of the program: filled, half, hollow or crossed, and a word. */
export function HealthMark({ state, word, shapeOnly = false }: HealthMarkProps) {
  return (
    <span className={styles.mark}>
      <ShapeIcon {...HEALTH[state]} />
      <span className={shapeOnly ? "sr-only" : undefined}>{word ?? t(`states.health.${state}`)}</span>
    </span>
  );
}

/** `unknown` means "not asked yet" here and is hollow; of a window it means "the answer was cut off". */
const HEALTH: Record<HealthState, { shape: Shape; tone: Tone }> = {
  good: { shape: "disc", tone: "good" },
  degraded: { shape: "half", tone: "warn" },
  unknown: { shape: "ring", tone: "idle" },
  down: { shape: "crossed", tone: "bad" },
};
