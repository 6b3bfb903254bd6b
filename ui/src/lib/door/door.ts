import type { CommandName, Commands } from "@/rpc/commands";
import type { Event, FileOut } from "@/rpc/types";

export type Args<C extends CommandName> = Commands[C]["args"];
export type Output<C extends CommandName> = Commands[C]["output"];

/** The one way to the engine. The window has it through Tauri, a browser through HTTP; pages cannot tell. */
export interface Door {
  readonly kind: "window" | "browser";

  /** Asks one command. Rejects with a `Failure` and nothing else. */
  call<C extends CommandName>(command: C, args: Args<C>): Promise<Output<C>>;

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
  /** Whether the engine can be heard. After `lost`, `open` comes again by itself. */
  onState(state: "open" | "lost"): void;
}

export interface UploadWatch {
  onProgress?(sent: number, all: number): void;
  signal?: AbortSignal;
}

/** Where it went; a browser does not tell. */
export interface Saved {
  path?: string;
}
