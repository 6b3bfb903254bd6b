import { type Query, QueryClient } from "@tanstack/react-query";
import { type CommandName, commands } from "@/rpc/commands";
import type { Event, Topic } from "@/rpc/types";
import type { Door, DoorState } from "../door";
import { PATIENCE } from "../door/patient";
import { Failure } from "../failure";
import { settled, trouble } from "../trouble";

/**
 * The cache of what the engine said. An answer lives until a write or the engine names one of its topics
 * (`commands.ts`, generated), so nothing polls; the age limit only mends what an unheard event left stale.
 */
export function makeQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: { staleTime: 60_000, gcTime: 5 * 60_000, retry: retryRead, retryDelay: 1_000 },
      mutations: { retry: false },
    },
  });
  client.getQueryCache().subscribe((change) => rememberFailing(change.query));
  return client;
}

/** Marks every answer old that shows one of these topics; those on screen are asked again. */
export async function invalidateTopics(client: QueryClient, topics: readonly Topic[]): Promise<void> {
  const predicate = (query: Query) => shows(query.queryKey[0], topics);
  const first = client.getQueryCache().findAll({ predicate, fetchStatus: "fetching" }).filter(isFirst);
  await client.invalidateQueries({ predicate });
  if (first.length === 0) return;
  // A first answer that was on its way is not asked for anew, and makes its query fresh: it may be of before.
  await Promise.allSettled(first.map((query) => query.promise));
  await client.invalidateQueries({ predicate: (query) => first.includes(query) });
}

const isFirst = (query: Query) => query.state.data === undefined;

/**
 * Connects the engine's events to the cache. A door that was lost may have swallowed events: when it opens
 * again, everything is old.
 */
export function hearEngine(door: Door, client: QueryClient, onEvent?: (event: Event) => void): () => void {
  let lost = false;
  return door.listen({
    onEvents(events) {
      const topics = events.flatMap((event) => (event.event === "changed" ? event.topics : []));
      if (topics.length > 0) void invalidateTopics(client, topics);
      for (const event of events) onEvent?.(event);
    },
    onState(state) {
      if (state !== "open") {
        lost = lost || state !== "silent";
        const since = state === "silent" ? Date.now() - PATIENCE : undefined;
        trouble("door", FAILURES[state](), since);
        return;
      }
      settled("door");
      // Who was silent has told all that changed; what it did not answer is asked again.
      const predicate = lost ? undefined : (query: Query) => query.state.error !== null;
      void client.invalidateQueries({ predicate });
      lost = false;
    },
  });
}

const FAILURES: Record<Exclude<DoorState, "open">, () => Failure> = {
  lost: () => Failure.doorLost(),
  closed: () => Failure.doorClosed(),
  silent: () => Failure.doorSilent(),
};

/** When a read that fails now began to fail: "not read since 09:31". */
export function failingSince(hash: string): number | undefined {
  return failing.get(hash);
}

const failing = new Map<string, number>();

function rememberFailing(query: Query): void {
  const failed = query.state.status === "error" || query.state.fetchFailureCount > 0;
  if (query.state.status === "success" && !failed) failing.delete(query.queryHash);
  else if (failed && !failing.has(query.queryHash)) failing.set(query.queryHash, Date.now());
}

function shows(command: unknown, topics: readonly Topic[]): boolean {
  const provided = isCommand(command) ? commands[command].topics : [];
  return provided.some((topic) => topics.includes(topic));
}

function isCommand(name: unknown): name is CommandName {
  return typeof name === "string" && name in commands;
}

/** Only what may pass by itself is asked again; a refusal stays a refusal. */
function retryRead(failures: number, thrown: Error): boolean {
  const { code } = Failure.from(thrown);
  return (code === "door_lost" || code === "unavailable") && failures < 2;
}
