import { Failure } from "@/lib/failure";
import type { DispositionMap } from "@/rpc/types";
import { sameSpelled } from "./diff";
import { type Edit, takenBack } from "./take-back";

/** When a draft was changed, as the engine says it; `null` where there was none. */
export type Seen = string | null;

/** What is edited and not yet the engine's. */
export interface Keeping {
  /** Absent: what the engine has is what is shown. */
  pending?: DispositionMap;
  /** `conflict`: somebody else saved another draft meanwhile, and a person has to choose. */
  state: "kept" | "waiting" | "saving" | "failing" | "conflict";
  failure?: Failure;
  /** When saving began to fail. */
  since?: number;
  /** Whether a change can be taken back. */
  undoable: boolean;
  /** The draft that this window saved last. */
  own?: Seen;
}

export interface Keeper {
  /** `seen`: the draft that is edited. */
  edit(from: DispositionMap, to: DispositionMap, seen: Seen): void;
  /** Takes the last edit of this window back, and nothing that others did to the present draft. */
  undo(present: DispositionMap, seen: Seen): void;
  /** Saves now; true once nothing is pending any more. */
  flush(): Promise<boolean>;
  /** After a conflict: what is pending takes the place of the draft that was seen now. */
  putOver(seen: Seen): Promise<boolean>;
  /** What is pending is not wanted any more: the draft was published, thrown away or replaced. */
  forget(): void;
  subscribe(reader: () => void): () => void;
  read(): Keeping;
}

/** After so many milliseconds without an edit the draft is saved, and after a failure tried again. */
const REST = 500;
const AGAIN = 8_000;
const STEPS = 100;

/**
 * Keeps a draft: the last edit wins, one save at a time, and what could not be saved stays until it can. It outlives
 * the page, so that an edit is not lost by going elsewhere. `save` answers once what it saved is what is shown.
 */
export function makeKeeper(save: (map: DispositionMap, seen: Seen) => Promise<Seen>): Keeper {
  const readers = new Set<() => void>();
  let past: Edit[] = [];
  let base: Seen = null;
  let now: Keeping = { state: "kept", undoable: false };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<boolean> | undefined;

  const say = (next: Keeping) => {
    now = next;
    for (const reader of readers) reader();
  };
  const later = (delay: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), delay);
  };
  const put = (pending: DispositionMap, seen: Seen) => {
    if (now.pending === undefined) base = seen;
    const held = now.state === "saving" || now.state === "conflict";
    say({ ...now, pending, state: held ? now.state : "waiting", undoable: past.length > 0 });
    later(REST);
  };
  const failed = (failure: Failure) => {
    if (failure.code === "conflict") {
      say({ ...now, state: "conflict", failure, since: undefined });
    } else {
      say({ ...now, state: "failing", failure, since: now.since ?? Date.now() });
      later(AGAIN);
    }
  };

  async function run(map: DispositionMap): Promise<boolean> {
    say({ ...now, state: "saving" });
    try {
      base = await save(map, base);
    } catch (thrown) {
      if (now.pending === undefined) return true;
      failed(Failure.from(thrown));
      return false;
    }
    const done = now.pending === map || now.pending === undefined;
    const rest = { undoable: past.length > 0, own: base };
    say(done ? { state: "kept", ...rest } : { pending: now.pending, state: "waiting", ...rest });
    return done;
  }

  async function flush(): Promise<boolean> {
    clearTimeout(timer);
    while (running !== undefined) await running;
    if (now.pending === undefined) return true;
    if (now.state === "conflict") return false;
    running = run(now.pending).finally(() => {
      running = undefined;
    });
    const done = await running;
    return done || isStuck(now) ? done : flush();
  }

  return {
    edit(from, to, seen) {
      past = [...past.slice(1 - STEPS), { from, to }];
      put(to, seen);
    },
    undo(present, seen) {
      const last = past.at(-1);
      if (last === undefined) return;
      past = past.slice(0, -1);
      const next = takenBack(present, last);
      if (sameSpelled(next, present)) say({ ...now, undoable: past.length > 0 });
      else put(next, seen);
    },
    flush,
    putOver(seen) {
      base = seen;
      say({ ...now, state: "waiting", failure: undefined });
      return flush();
    },
    forget() {
      clearTimeout(timer);
      past = [];
      say({ state: "kept", undoable: false, own: now.own });
    },
    subscribe(reader) {
      readers.add(reader);
      return () => readers.delete(reader);
    },
    read: () => now,
  };
}

function isStuck({ state }: Keeping): boolean {
  return state === "failing" || state === "conflict";
}
