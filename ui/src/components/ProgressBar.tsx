import { t } from "@/i18n";
import { number, percent } from "@/lib/numbers";
import styles from "./progress.module.css";

interface ProgressBarProps {
  done: number;
  /** 0: not known yet; the bar then stays empty and says the count alone. */
  all: number;
  /** What progresses, for screen readers. */
  label: string;
  /** Figures behind the bar: "1,204 / 1,900  63 %". On by default. */
  figures?: boolean;
}

/** How far something is, as a bar and in figures. It never claims 100 % before the last one is done. */
export function ProgressBar({ done, all, label, figures = true }: ProgressBarProps) {
  const share = all > 0 ? Math.min(Math.max(done / all, 0), 1) : 0;
  return (
    <div className={styles.progress}>
      <div
        className={styles.track}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={all}
        aria-valuenow={Math.min(done, all)}
        aria-valuetext={t("parts.progressOf", { done: number(done), all: number(all) })}
      >
        <div
          className={styles.fill}
          data-full={all > 0 && done >= all}
          style={{ inlineSize: `${share * 100}%` }}
        />
      </div>
      {figures && (
        <span className={styles.figures}>
          {number(done)}
          <span className={styles.of}> / {all > 0 ? number(all) : "–"}</span>
          <span className={styles.percent}>{percent(done, all)}</span>
        </span>
      )}
    </div>
  );
}
