export { MOST_ROWS, type ReadingAll, readAll, type Whole } from "./all";
export { failingSince, hearEngine, invalidateTopics, makeQueryClient } from "./cache";
export { type More, type Paged, type PagedCommand, type RowOf, useReadPages } from "./pages";
export { DoorProvider, useDoor } from "./provider";
export { type Read, readOptions, useRead } from "./read";
export { useWrite } from "./write";
