import { browserDoor } from "./browser";
import type { Door } from "./door";
import { patient } from "./patient";
import { windowDoor } from "./window";

export { placeAt } from "./address";
export type { Args, Door, DoorState, Listener, Output, Saved, UploadWatch } from "./door";

/** The door this page stands at. */
export function openDoor(): Door {
  return patient("__TAURI_INTERNALS__" in globalThis ? windowDoor() : browserDoor());
}
