import { useMemo } from "react";
import { LineChart } from "@/components/line-chart";
import { TimeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { zoneCity } from "@/lib/time";
import type { Run } from "@/rpc/types";
import { progressData } from "../chart-data";
import { clockZone } from "../run-words";
import styles from "./run.module.css";

/** The run over time, and of when its newest figures are. */
export function Progress({ run }: { run: Run }) {
  const data = useMemo(() => progressData(run), [run]);
  const zone = clockZone(run.summary);
  if (run.points.length === 0) {
    return <p className={styles.noPoints}>{t("runs.noPoints")}</p>;
  }
  const asOf = run.summary.figures.as_of;
  return (
    <div className={styles.progress}>
      <LineChart title={t("runs.chart", { city: zoneCity(zone) })} data={data} height={256} />
      <div className={styles.chartFoot}>
        {asOf === null ? (
          t("runs.noFigures")
        ) : (
          <span>
            {t("runs.asOf")} <TimeText at={asOf} zone={zone} seconds />
          </span>
        )}
      </div>
    </div>
  );
}
