import type { Args, Door, Listener, Output } from "@/lib/door";
import { Failure } from "@/lib/failure";
import type { CommandName } from "@/rpc/commands";
import type { Event } from "@/rpc/types";

type Answer<C extends CommandName> = Output<C> | ((args: Args<C>) => Output<C> | Promise<Output<C>>);
export type Answers = { [C in CommandName]?: Answer<C> };

/** A door for unit tests: answers what it was told, and fails loudly on anything else. */
export interface FakeDoor extends Door {
  calls: { command: CommandName; args: unknown }[];
  saved: { name: string; text: string }[];
  tell(...events: Event[]): void;
  lose(): void;
  reopen(): void;
  answers: Answers;
}

export function fakeDoor(answers: Answers = {}): FakeDoor {
  const listeners = new Set<Listener>();
  const door: FakeDoor = {
    kind: "browser",
    calls: [],
    saved: [],
    answers,
    async call(command, args) {
      door.calls.push({ command, args });
      const answer = (door.answers as Record<string, unknown>)[command];
      if (answer === undefined) throw new Failure("unknown_command", `the test answers no ${command}`);
      return (typeof answer === "function" ? await answer(args) : answer) as never;
    },
    listen(listener) {
      listeners.add(listener);
      listener.onState("open");
      return () => listeners.delete(listener);
    },
    upload: async () => "file_test",
    async save(name, content) {
      door.saved.push({ name, text: await textOf(content) });
      return { path: `/downloads/${name}` };
    },
    take: async ({ name }) => ({ path: `/downloads/${name}` }),
    painted: async () => {},
    tell: (...events) => listeners.forEach((listener) => void listener.onEvents(events)),
    lose: () => listeners.forEach((listener) => void listener.onState("lost")),
    reopen: () => listeners.forEach((listener) => void listener.onState("open")),
  };
  return door;
}

/** jsdom's Blob has no `text()`. */
function textOf(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsText(blob);
  });
}
