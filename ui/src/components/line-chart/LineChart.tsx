import { SegmentedControl } from "@mantine/core";
import { lazy, Suspense, useMemo, useState } from "react";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { type ChartData, chartRows, chartSummary, instantText, timeHeading } from "./chart";
import styles from "./line-chart.module.css";

/** The drawing library is fetched with the first chart, not with the first page. */
const Canvas = lazy(() => import("./Canvas"));

interface LineChartProps {
  title: string;
  /** Keep it the same object between renders while the figures are the same. */
  data: ChartData;
  height?: number;
}

/** Figures over time, as lines or, behind a switch, as the table of the same figures. */
export function LineChart({ title, data, height = 280 }: LineChartProps) {
  const [view, setView] = useState<"chart" | "table">("chart");
  const summary = useMemo(() => chartSummary(title, data), [title, data]);
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <span>{title}</span>
        <SegmentedControl
          aria-label={t("parts.chartAs", { title })}
          value={view}
          onChange={(value) => setView(value === "table" ? "table" : "chart")}
          data={[
            { value: "chart", label: t("parts.chart") },
            { value: "table", label: t("parts.table") },
          ]}
        />
      </figcaption>
      {view === "chart" ? (
        <Suspense fallback={<div style={{ height }} />}>
          <Canvas data={data} height={height} summary={summary} />
        </Suspense>
      ) : (
        <Figures title={title} data={data} height={height} />
      )}
    </figure>
  );
}

function Figures({ title, data, height }: Required<LineChartProps>) {
  const rows = chartRows(data);
  const newest = rows[0]?.at ?? 0;
  const noted = (data.marks ?? []).length > 0;
  return (
    // Can be scrolled by key: a part that scrolls has to be reachable.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className={styles.scroll} style={{ height }} tabIndex={0} aria-label={title}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{timeHeading(data.zone)}</th>
            {data.series.map((series) => (
              <th key={series.id} scope="col" data-align="end">
                {series.name}
              </th>
            ))}
            {noted && (
              <th scope="col" className={styles.note}>
                {t("parts.chartNote")}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.at}>
              <th scope="row">{instantText(row.at, newest, data.zone)}</th>
              {row.values.map((value, index) => (
                <td key={data.series[index]?.id} data-align="end">
                  {value === undefined ? "–" : number(value)}
                </td>
              ))}
              {noted && <td className={styles.note}>{row.note}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
