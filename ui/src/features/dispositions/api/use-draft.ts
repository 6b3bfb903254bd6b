import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import type { Door } from "@/lib/door";
import { useDoor } from "@/lib/query";
import type { DispositionMap, Dispositions } from "@/rpc/types";
import { type Change, mapChanges } from "../map/diff";
import { type Keeper, type Keeping, makeKeeper, type Seen } from "../map/keeper";
import { makeSave } from "./save-draft";

/** The draft as it is edited here, or the published map where nothing is. */
export interface Draft {
  map: DispositionMap;
  /** What it changes beside the published one. */
  changes: readonly Change[];
  keeping: Keeping;
  /** The draft of the engine that is shown, or under what is pending. */
  seen: Seen;
  edit: (to: DispositionMap) => void;
  undo: () => void;
  flush: () => Promise<boolean>;
  /** Saves now, and answers which draft the person then sees; nothing where it could not be saved. */
  settle: () => Promise<{ seen: Seen } | undefined>;
  /** After a conflict: this window's draft takes the place of the other one. */
  putOver: () => Promise<boolean>;
  forget: () => void;
}

export function useDraft(shown: Dispositions): Draft {
  const door = useDoor();
  const client = useQueryClient();
  const keeper = keeperOf(door, client, shown.connection);
  const keeping = useSyncExternalStore(keeper.subscribe, keeper.read);
  useSavedBeforeLeaving(keeper);
  const map = keeping.pending ?? shown.draft?.map ?? shown.published;
  const { published } = shown;
  const seen = shown.draft?.changed_at ?? null;
  const changes = useMemo(() => mapChanges(published, map), [published, map]);
  return useMemo(
    () => ({
      map,
      changes,
      keeping,
      seen,
      edit: (to) => keeper.edit(map, to, seen),
      undo: () => keeper.undo(map, seen),
      flush: keeper.flush,
      settle: async () => {
        if (keeper.read().pending === undefined) return { seen };
        return (await keeper.flush()) ? { seen: keeper.read().own ?? null } : undefined;
      },
      putOver: () => keeper.putOver(seen),
      forget: keeper.forget,
    }),
    [map, changes, keeping, seen, keeper],
  );
}

/** One for each connection, as long as the window is open. */
const keepers = new WeakMap<Door, Map<string, Keeper>>();

function keeperOf(door: Door, client: QueryClient, connection: string): Keeper {
  const ofDoor = keepers.get(door) ?? new Map<string, Keeper>();
  keepers.set(door, ofDoor);
  const keeper = ofDoor.get(connection) ?? makeKeeper(makeSave(door, client, connection));
  ofDoor.set(connection, keeper);
  return keeper;
}

/** The window is closed faster than a draft rests: what is pending goes at once, and the reader is asked to wait. */
function useSavedBeforeLeaving(keeper: Keeper): void {
  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent) => {
      if (keeper.read().pending === undefined) return;
      void keeper.flush();
      event.preventDefault();
    };
    window.addEventListener("beforeunload", leaving);
    return () => {
      window.removeEventListener("beforeunload", leaving);
      void keeper.flush();
    };
  }, [keeper]);
}
