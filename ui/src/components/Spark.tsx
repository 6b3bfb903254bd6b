import styles from "./progress.module.css";

interface SparkProps {
  values: readonly number[];
  /** What it shows, for screen readers: "21 a minute over the last 20 minutes". */
  label: string;
  height?: number;
}

/** A line of a few pixels: one bar a value, the highest fills it. Zero keeps a hair, so that it reads as zero. */
export function Spark({ values, label, height = 16 }: SparkProps) {
  if (values.length === 0) return null;
  return (
    <svg
      className={styles.spark}
      width={values.length * STEP - 1}
      height={height}
      role="img"
      aria-label={label}
    >
      {bars(values, height).map((bar) => (
        <rect key={bar.x} {...bar} />
      ))}
    </svg>
  );
}

const STEP = 4;

export function bars(values: readonly number[], height: number) {
  const top = Math.max(...values, 1);
  return values.map((value, index) => {
    const size = Math.max(1, Math.round((Math.max(value, 0) / top) * height));
    return { x: index * STEP, y: height - size, width: STEP - 1, height: size };
  });
}
