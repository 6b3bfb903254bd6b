export type { ChartData, ChartMark, Point, Series, Shade } from "./chart";
export { LineChart } from "./LineChart";
