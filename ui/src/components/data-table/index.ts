export { type Column, type ExportWay, type FilterChip, matching, type Sort } from "./columns";
export { DataTable, type DataTableProps } from "./DataTable";
export { sayWhere } from "./export";
