import { Link } from "@tanstack/react-router";
import { Section } from "@/components/layout";
import { Spark } from "@/components/Spark";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { BoardTraffic } from "@/rpc/types";
import styles from "./board.module.css";

/** What comes in: how much, what waits, what was given up. Nothing where nobody sends and nothing was given up. */
export function TrafficLine({ traffic }: { traffic: BoardTraffic }) {
  const { sources, events_per_minute, events_by_minute, oldest_waiting_seconds, dead_letters } = traffic;
  if (sources === 0 && dead_letters === 0) return null;
  const rate = t("board.traffic.rate", { count: events_per_minute, n: number(events_per_minute) });
  const waits =
    oldest_waiting_seconds === null
      ? t("board.traffic.noneWaits")
      : t("board.traffic.waits", { seconds: oldest_waiting_seconds.toFixed(1) });
  return (
    <Section title={t("board.traffic.title")}>
      <div className={styles.traffic}>
        <Link to="/traffic" search={{ direction: "received" }}>
          {rate}
        </Link>
        <Spark values={events_by_minute} label={t("board.traffic.hour", { rate })} />
        <span className={styles.dim}>{waits}</span>
        {dead_letters > 0 && (
          <Link to="/traffic" search={{ view: "dead" }}>
            {t("board.traffic.dead", { count: dead_letters, n: number(dead_letters) })}
          </Link>
        )}
      </div>
    </Section>
  );
}
