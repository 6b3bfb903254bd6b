import { hashKey, keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { CommandName, Commands } from "@/rpc/commands";
import type { Page } from "@/rpc/types";
import type { Args } from "../door";
import { Failure } from "../failure";
import { type ReadingAll, readAll, type Whole } from "./all";
import { failingSince } from "./cache";
import { useDoor } from "./provider";
import type { Read } from "./read";

/** Commands that answer in pages and take `after`. */
export type PagedCommand = {
  [C in CommandName]: Commands[C]["output"] extends Page<unknown> ? C : never;
}[CommandName];

export type RowOf<C extends PagedCommand> = Commands[C]["output"] extends Page<infer Row> ? Row : never;

/** A list that grows: the rows so far, how many there are in all, and how to get more. */
export interface Paged<Row> {
  rows: Row[];
  total: number;
  read: Read<unknown>;
  /** Absent when every row is here. */
  more?: More<Row>;
}

export interface More<Row> {
  loading: boolean;
  /** Gets the next page. */
  load(): void;
  /** Reads the whole list anew, for a file; what is shown stays as it is. */
  all(watch?: ReadingAll): Promise<Whole<Row>>;
}

/** The first page as it came, for what a list says besides its rows. */
export interface FirstPage<C extends PagedCommand> {
  first?: Commands[C]["output"];
}

/** Reads a list page by page: `useReadPages("run.list", { live: true })`. */
export function useReadPages<C extends PagedCommand>(
  command: C,
  args: Args<C>,
  { enabled = true }: { enabled?: boolean } = {},
): Paged<RowOf<C>> & FirstPage<C> {
  const door = useDoor();
  const queryKey = [command, args, "pages"];
  const query = useInfiniteQuery({
    queryKey,
    enabled,
    queryFn: ({ pageParam }) => door.call(command, { ...args, after: pageParam }) as Promise<Page<RowOf<C>>>,
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  const refresh = () => void query.refetch();
  const asOf = query.dataUpdatedAt || undefined;
  const data = query.data;
  let read: Read<unknown>;
  if (query.error !== null) {
    const since = failingSince(hashKey(queryKey)) ?? query.errorUpdatedAt;
    read = { status: "failing", failure: Failure.from(query.error), since, data, asOf, refresh };
  } else if (data === undefined) {
    read = { status: "loading" };
  } else {
    read = { status: "ready", data, asOf: asOf ?? 0, old: query.isPlaceholderData, refresh };
  }
  const load = () => void query.fetchNextPage();
  const all = (watch?: ReadingAll) => readAll(door, command, args, watch);
  const more = query.hasNextPage ? { loading: query.isFetchingNextPage, load, all } : undefined;
  const first = data?.pages[0] as Commands[C]["output"] | undefined;
  return { rows, total: first?.total ?? 0, first, read, more };
}
