import { useSyncExternalStore } from "react";
import type { Connection } from "@/rpc/types";
import { useRead } from "./query";
import { keep, recall } from "./remember";

/**
 * The tenants, and the one that this window looks at. Schedules, runs and campaigns are of that one; the Board
 * and the audit log are of all. Hand `current?.id` to commands that take a connection.
 */
export function useConnection(): { all: readonly Connection[]; current?: Connection; loading: boolean } {
  const chosen = useSyncExternalStore(subscribe, () => chosenId);
  const read = useRead("connection.list", {});
  const all = read.status === "loading" ? NONE : (read.data ?? NONE);
  const current = all.find((connection) => connection.id === chosen) ?? all[0];
  return { all, current, loading: read.status === "loading" };
}

/** Looks at another tenant from now on, also after a restart. */
export function chooseConnection(id: string): void {
  chosenId = id;
  keep("connection", id);
  for (const reader of readers) reader();
}

const NONE: readonly Connection[] = [];
const readers = new Set<() => void>();
let chosenId = recall("connection", (value): value is string => typeof value === "string");

function subscribe(reader: () => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}
