import { browserDoor } from "./browser";
import type { Door } from "./door";
import { windowDoor } from "./window";

export type { Args, Door, Listener, Output, Saved, UploadWatch } from "./door";

/** The door this page stands at. */
export function openDoor(): Door {
  return "__TAURI_INTERNALS__" in globalThis ? windowDoor() : browserDoor();
}
