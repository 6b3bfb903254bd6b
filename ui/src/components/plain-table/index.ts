export { PlainTable } from "./PlainTable";
