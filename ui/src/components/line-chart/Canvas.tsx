import { useComputedColorScheme } from "@mantine/core";
import { LineChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { type ChartData, chartOption, type Ink } from "./chart";

use([
  LineChart,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  LabelLayout,
  CanvasRenderer,
]);

interface CanvasProps {
  data: ChartData;
  height: number;
  /** What a screen reader says of it. */
  summary: string;
}

/** ECharts on a canvas: one instance that is told new figures, not one per figure. */
export default function Canvas({ data, height, summary }: CanvasProps) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const scheme = useComputedColorScheme("light");

  useEffect(() => {
    if (element.current === null) return;
    const made = init(element.current);
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(element.current);
    return () => {
      watch.disconnect();
      made.dispose();
      chart.current = undefined;
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme is read by `inkOf` from the page
  useEffect(() => {
    if (element.current === null) return;
    chart.current?.setOption(chartOption(data, inkOf(element.current)), { notMerge: true });
  }, [data, scheme]);

  return <div ref={element} style={{ height }} role="img" aria-label={summary} />;
}

function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: color("--ink"),
    dim: color("--ink-dim"),
    line: color("--line"),
    surface: color("--surface"),
    shade: color("--shade"),
    lines: [color("--live"), color("--idle"), color("--good")],
  };
}
