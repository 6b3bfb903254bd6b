import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDoor } from "@/lib/query";
import type { Dispositions } from "@/rpc/types";
import type { Draft } from "./use-draft";

/**
 * The draft tried on the last days. A try is of one moment: it is asked anew when the draft changes, and not with
 * each event that comes in, which may be twenty a second.
 */
export function useTried(shown: Dispositions, draft: Draft, days: number) {
  const door = useDoor();
  const { connection, version } = shown;
  const changed = shown.draft?.changed_at;
  return useQuery({
    queryKey: ["dispositions tried", connection, version.version, changed, days],
    queryFn: () => door.call("disposition.try", { connection, days }),
    enabled: draft.keeping.pending === undefined && changed !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}
