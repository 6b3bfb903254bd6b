import { type UseMutationOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type CommandName, commands } from "@/rpc/commands";
import type { Args, Output } from "../door";
import type { Failure } from "../failure";
import { invalidateTopics } from "./cache";
import { useDoor } from "./provider";

type Settings<C extends CommandName> = Omit<
  UseMutationOptions<Output<C>, Failure, Args<C>>,
  "mutationFn" | "mutationKey"
>;

/**
 * Writes one command: `const save = useWrite("schedule.save"); save.mutate({…})`. What it invalidates is asked
 * again before the write counts as settled, so that a page never shows the state from before its own click.
 */
export function useWrite<C extends CommandName>(command: C, settings: Settings<C> = {}) {
  const door = useDoor();
  const client = useQueryClient();
  return useMutation<Output<C>, Failure, Args<C>>({
    ...settings,
    mutationKey: [command],
    mutationFn: (args) => door.call(command, args),
    onSuccess: async (...success) => {
      await invalidateTopics(client, commands[command].topics);
      await settings.onSuccess?.(...success);
    },
  });
}
