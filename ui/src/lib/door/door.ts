import type { CommandName, Commands } from "@/rpc/commands";
import type { Event, FileOut } from "@/rpc/types";

export type Args<C extends CommandName> = Commands[C]["args"];
export type Output<C extends CommandName> = Commands[C]["output"];

/** The one way to the engine. The window has it through Tauri, a browser through HTTP; pages cannot tell. */
export interface Door {
  readonly kind: "window" | "browser";

  /** Asks one command. Rejects with a `Failure` and nothing else; `signal` ends the asking where that can be ended. */
  call<C extends CommandName>(command: C, args: Args<C>, signal?: AbortSignal): Promise<Output<C>>;

  /** Hears what the engine tells by itself, until the returned function is called. */
  listen(listener: Listener): () => void;

  /** Hands a file over as a stream; resolves to the id that a command then names. */
  upload(file: File, watch?: UploadWatch): Promise<string>;

  /** Gives the reader a file that the page made: a download in a browser, a file in Downloads in the window. */
  save(name: string, content: Blob): Promise<Saved>;

  /** The same for a file that the engine made. */
  take(file: FileOut): Promise<Saved>;

  /** The first paint is done: the window, made hidden, may show itself. */
  painted(): Promise<void>;
}

export interface Listener {
  onEvents(events: Event[]): void;
  onState(state: DoorState): void;
}

/**
 * Whether the engine can be heard. `lost`: nobody is there; `closed`: somebody is, who does not let this browser in;
 * `silent`: it has not answered for 10 s. After each of them `open` comes by itself once it is heard again.
 */
export type DoorState = "open" | "lost" | "closed" | "silent";

export interface UploadWatch {
  onProgress?(sent: number, all: number): void;
  signal?: AbortSignal;
}

/** Where it went; a browser does not tell. */
export interface Saved {
  path?: string;
}
