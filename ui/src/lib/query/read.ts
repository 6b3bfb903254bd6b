import { hashKey, keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import type { CommandName } from "@/rpc/commands";
import type { Args, Door, Output } from "../door";
import { Failure } from "../failure";
import { failingSince } from "./cache";
import { useDoor } from "./provider";

/** What a page knows of one read. One union: a page cannot forget that old figures may stand beside an error. */
export type Read<T> =
  /** Nothing was read yet. */
  | { status: "loading" }
  /** `data` is the engine's word; `old` while the answer to other arguments is on its way. */
  | { status: "ready"; data: T; asOf: number; old: boolean; refresh(): void }
  /** It fails since `since`; `data` is what was last known, of `asOf`. */
  | { status: "failing"; failure: Failure; since: number; data?: T; asOf?: number; refresh(): void };

interface ReadSettings {
  /** `false`: do not ask yet. */
  enabled?: boolean;
  /** Asked again each so many milliseconds too; only for what changes without an event. */
  every?: number;
  /** Show the last answer, dimmed, while another is on its way (default), or nothing. */
  keepOld?: boolean;
}

/** Reads one command: `useRead("run.list", { state: "running" })`. Asked again when its topics change. */
export function useRead<C extends CommandName>(
  command: C,
  args: Args<C>,
  settings: ReadSettings = {},
): Read<Output<C>> {
  const { enabled = true, every, keepOld = true } = settings;
  const options = readOptions(useDoor(), command, args);
  const query = useQuery({
    ...options,
    enabled,
    refetchInterval: every,
    placeholderData: keepOld ? keepPreviousData : undefined,
  });
  const refresh = () => void query.refetch();
  const asOf = query.dataUpdatedAt || undefined;
  if (query.error !== null) {
    const since = failingSince(hashKey(options.queryKey)) ?? query.errorUpdatedAt;
    return { status: "failing", failure: Failure.from(query.error), since, data: query.data, asOf, refresh };
  }
  if (query.data === undefined) return { status: "loading" };
  return { status: "ready", data: query.data, asOf: asOf ?? 0, old: query.isPlaceholderData, refresh };
}

/** The same read as options, for loaders, prefetching and `useQueries`. */
export function readOptions<C extends CommandName>(door: Door, command: C, args: Args<C>) {
  return queryOptions<Output<C>, Error, Output<C>, [C, Args<C>]>({
    queryKey: [command, args],
    queryFn: () => door.call(command, args),
  });
}
