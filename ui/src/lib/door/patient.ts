import { type CommandName, commands } from "@/rpc/commands";
import { Failure } from "../failure";
import type { Args, Door, DoorState, Output } from "./door";

/** Whatever does not wait for a tenant or a large file is answered within seconds; longer is silence. */
export const PATIENCE = 10_000;
/** While it is silent it is asked again after this long. */
const AGAIN = 3_000;
/** The lightest question that needs the program's database. */
const PROBE = "settings.show";

/** The same door, which says when the program has not answered for 10 s, and when it answers again. */
export function patient(door: Door): Door {
  const listeners = new Set<() => void>();
  let silent = false;

  function turn(next: boolean): void {
    if (silent === next) return;
    silent = next;
    for (const tell of listeners) tell();
    if (silent) setTimeout(() => void askAgain(), AGAIN);
  }

  async function askAgain(): Promise<void> {
    if (!silent) return;
    await call(PROBE, {}).catch(() => {});
    if (silent) setTimeout(() => void askAgain(), AGAIN);
  }

  async function call<C extends CommandName>(command: C, args: Args<C>): Promise<Output<C>> {
    const { kind, long } = commands[command];
    if (long) return waited(door.call(command, args));
    const abort = new AbortController();
    const late = Failure.doorSilent(kind);
    const giveUp = () => {
      turn(true);
      // A read that nobody waits for any more stands in nobody's way; a write goes on.
      if (kind === "read") abort.abort();
    };
    try {
      const answer = await within(door.call(command, args, abort.signal), late, giveUp);
      heard(command);
      return answer;
    } catch (thrown) {
      if (!isOfTheDoor(thrown)) heard(command);
      throw thrown;
    }
  }

  /** What may take long is waited for; meanwhile the program is asked whether it answers at all. */
  async function waited<T>(answer: Promise<T>): Promise<T> {
    const asking = setInterval(() => void call(PROBE, {}).catch(() => {}), PATIENCE);
    return answer.finally(() => clearInterval(asking));
  }

  /** What is answered from memory shows nothing of the database behind it. */
  function heard(command: CommandName): void {
    if (command !== "program.trouble") turn(false);
  }

  return {
    ...door,
    call,
    listen(listener) {
      let stream: DoorState = "open";
      let told: DoorState | undefined;
      const tell = () => {
        const state = stream === "open" && silent ? "silent" : stream;
        if (state === told) return;
        told = state;
        listener.onState(state);
      };
      listeners.add(tell);
      const leave = door.listen({
        onEvents: (events) => listener.onEvents(events),
        onState(state) {
          stream = state;
          tell();
        },
      });
      return () => {
        listeners.delete(tell);
        leave();
      };
    },
  };
}

function isOfTheDoor(thrown: unknown): boolean {
  return thrown instanceof Failure && thrown.code.startsWith("door_");
}

function within<T>(answer: Promise<T>, late: Failure, giveUp: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      giveUp();
      reject(late);
    }, PATIENCE);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
