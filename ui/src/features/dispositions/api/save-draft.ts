import { notifyManager, type QueryClient } from "@tanstack/react-query";
import { t } from "@/i18n";
import type { Door } from "@/lib/door";
import { Failure } from "@/lib/failure";
import { invalidateTopics, readOptions } from "@/lib/query";
import { commands } from "@/rpc/commands";
import type { DispositionMap, MapDraft } from "@/rpc/types";
import { sameMap } from "../map/diff";
import type { Seen } from "../map/keeper";

/** Saves drafts of one connection over the draft that was seen, and over no other. */
export function makeSave(door: Door, client: QueryClient, connection: string) {
  const { queryKey } = readOptions(door, "disposition.show", { connection });
  const known = () => client.getQueryData(queryKey);
  /** What was sent last: an answer can be lost after the engine has saved. */
  let sent: DispositionMap | undefined;

  async function send(map: DispositionMap, seen: Seen): Promise<Seen> {
    const now = known();
    // What is known here already need not be asked; what is not, the engine refuses.
    if (now !== undefined && seenIn(now.draft) !== seen) throw conflict();
    // A draft that means what is published is none.
    const none = now !== undefined && sameMap(now.published, map);
    sent = map;
    const answer = await door.call("disposition.draft", { connection, map: none ? null : map, seen });
    await client.cancelQueries({ queryKey });
    client.setQueryData(queryKey, answer);
    // What is shown hears of it in a turn of its own: before that the edit must not count as kept.
    await new Promise<void>((heard) => notifyManager.schedule(heard));
    void invalidateTopics(client, commands["disposition.draft"].topics);
    return seenIn(answer.draft);
  }

  return async (map: DispositionMap, seen: Seen): Promise<Seen> => {
    try {
      return await send(map, seen);
    } catch (thrown) {
      if (Failure.from(thrown).code !== "conflict") throw thrown;
      await client.refetchQueries({ queryKey });
      const now = known();
      const theirs = now?.draft?.map ?? now?.published;
      const own = theirs && [sent, map].some((ours) => ours && sameMap(theirs, ours));
      if (!own) throw thrown;
      return send(map, seenIn(now?.draft));
    }
  };
}

function seenIn(draft: MapDraft | null | undefined): Seen {
  return draft?.changed_at ?? null;
}

function conflict(): Failure {
  return new Failure("conflict", t("dispositions.conflict.message"));
}
