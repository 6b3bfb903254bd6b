import type { ReactNode } from "react";
import styles from "./state-mark.module.css";
import type { Shape, Tone } from "./states";

interface ShapeIconProps {
  shape: Shape;
  tone: Tone;
  size?: number;
}

/** A shape in its colour, without a word: for where the word stands beside it already. */
export function ShapeIcon({ shape, tone, size = 12 }: ShapeIconProps) {
  return (
    <svg
      className={styles.shape}
      data-tone={tone}
      width={size}
      height={size}
      viewBox="0 0 12 12"
      aria-hidden="true"
    >
      {PATHS[shape]}
    </svg>
  );
}

/** Drawn on 12 × 12. `fill` is the colour, `edge` the darker line that keeps pale colours visible on white. */
const PATHS: Record<Shape, ReactNode> = {
  disc: <circle className={styles.fill} cx="6" cy="6" r="4.25" />,
  ring: <circle className={styles.line} cx="6" cy="6" r="4" />,
  half: (
    <>
      <circle className={styles.line} cx="6" cy="6" r="4" />
      <path className={styles.fill} d="M6 2a4 4 0 0 0 0 8z" />
    </>
  ),
  crossed: (
    <>
      <circle className={styles.line} cx="6" cy="6" r="4.5" />
      <path className={styles.line} d="M4 4l4 4M8 4l-4 4" />
    </>
  ),
  checked: (
    <>
      <circle className={styles.line} cx="6" cy="6" r="4.5" />
      <path className={styles.line} d="M3.75 6.25l1.6 1.6 3-3.6" />
    </>
  ),
  square: <rect className={styles.fill} x="2" y="2" width="8" height="8" />,
  "half-square": (
    <>
      <rect className={styles.line} x="2" y="2" width="8" height="8" />
      <path className={styles.fill} d="M2 2h4v8H2z" />
    </>
  ),
  cross: <path className={styles.stroke} d="M2.5 2.5l7 7M9.5 2.5l-7 7" />,
  check: <path className={styles.stroke} d="M1.75 6.5l3 3 5.5-7" />,
  triangle: <path className={styles.fill} d="M6 1.25L11.25 10.5H.75z" />,
  bars: <path className={styles.stroke} d="M4 2.5v7M8 2.5v7" />,
  dash: <path className={styles.stroke} d="M2 6h8" />,
  arrow: <path className={styles.stroke} d="M1.5 6h8M6.5 2.5L10 6 6.5 9.5" />,
  question: (
    <>
      <path className={styles.stroke} d="M3.5 4.25a2.5 2.5 0 1 1 3.75 2.2C6.4 6.95 6 7.3 6 8" />
      <circle className={styles.edge} cx="6" cy="10.4" r="1" />
    </>
  ),
};
