import { useDebouncedValue } from "@mantine/hooks";
import { useRef } from "react";
import type { Failure } from "@/lib/failure";
import { useRead } from "@/lib/query";
import type { Preview, PreviewArgs } from "@/rpc/types";

/** What the engine says of an expression: live, with the last good answer beside a refusal. */
export interface Meaning {
  answered?: { args: PreviewArgs; preview: Preview };
  /** The answer is to what stands in the fields now. */
  fresh: boolean;
  /** Why what stands in the fields means nothing. */
  failure?: Failure;
}

/** Long enough to take two keys at once, far too short to be seen. */
const PAUSE = 30;

/** Asks with each change. `args` must stay the same object while nothing changed. */
export function usePreview(args: PreviewArgs): Meaning {
  const [asked] = useDebouncedValue(args, PAUSE);
  // Without `from` the preview counts from now, so a page that stays open asks again.
  const read = useRead("schedule.preview", asked, { keepOld: false, every: 60_000 });
  const last = useRef<Meaning["answered"]>(undefined);
  if (read.status === "ready") last.current = { args: asked, preview: read.data };
  return {
    answered: last.current,
    fresh: asked === args && read.status === "ready",
    failure: read.status === "failing" ? read.failure : undefined,
  };
}
