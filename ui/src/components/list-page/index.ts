export { FilterMenu } from "./FilterMenu";
export { type Chip, List, type Nothing } from "./List";
export { ListPage } from "./ListPage";
export { NeedsConnection } from "./NeedsConnection";
export { type Move, type Place, usePlace } from "./place";
export { whole } from "./rows";
export { useFilter, useRested } from "./use-filter";
export { Views } from "./Views";
