import { Section } from "@/components/layout";
import { HealthMark } from "@/components/state-mark";
import { t } from "@/i18n";
import type { HealthLine } from "@/rpc/types";
import styles from "./board.module.css";
import { href } from "./href";

/** One line for all parts: whether each is well, in a shape and in words, and the way to it. */
export function HealthStrip({ lines }: { lines: readonly HealthLine[] }) {
  return (
    <Section title={t("board.health.title")}>
      <ul className={styles.health}>
        {lines.map((line) => (
          <li key={line.name}>
            <a href={href(line.link)} className={styles.healthLine}>
              <HealthMark state={line.state} shapeOnly />
              <span>
                <span className={styles.healthName}>{line.name}</span>{" "}
                <span className={styles.dim}>{line.words}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </Section>
  );
}
