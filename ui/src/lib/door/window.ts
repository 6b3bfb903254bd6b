import { Channel, invoke } from "@tauri-apps/api/core";
import { Failure } from "../failure";
import type { Door, Listener, Saved, UploadWatch } from "./door";
import { asEvents } from "./events";

/** The door of the desktop window: four commands of Tauri, and all of the engine behind one of them. */
export function windowDoor(): Door {
  return {
    kind: "window",
    call: (command, args) => ask("rpc", { command, args }),
    listen,
    upload,
    save: async (name, content) => takeAway(await upload(new File([content], name)), name),
    take: ({ file, name }) => takeAway(file, name),
    painted: () => ask("painted"),
  };
}

/** The webview cannot download; the engine writes the file to Downloads and says where. */
function takeAway(file: string, name: string): Promise<Saved> {
  return ask("rpc", { command: "file.save", args: { file, name } });
}

type Payload = Record<string, unknown> | Uint8Array;

async function ask<T>(command: string, payload: Payload = {}, headers?: Record<string, string>): Promise<T> {
  try {
    return await invoke<T>(command, payload, headers && { headers });
  } catch (thrown) {
    throw Failure.from(thrown);
  }
}

function listen(listener: Listener): () => void {
  let hearing = true;
  const channel = new Channel<unknown>((frame) => {
    if (hearing) listener.onEvents(asEvents(frame));
  });
  ask<void>("events", { channel }).then(
    () => hearing && listener.onState("open"),
    () => hearing && listener.onState("lost"),
  );
  return () => {
    hearing = false;
  };
}

/** Bytes of one piece: large enough to be quick, small enough that progress moves and memory stays flat. */
const PIECE = 1024 * 1024;

/** The id comes with the first piece and goes with each later one; the last one says so. */
async function upload(file: File, watch: UploadWatch = {}): Promise<string> {
  let id = "";
  let sent = 0;
  do {
    if (watch.signal?.aborted) throw Failure.cancelled();
    const piece = new Uint8Array(await file.slice(sent, sent + PIECE).arrayBuffer());
    sent += piece.length;
    const headers = { file: id, name: encodeURIComponent(file.name), last: String(sent >= file.size) };
    id = (await ask<{ file_id: string }>("upload", piece, headers)).file_id;
    watch.onProgress?.(sent, file.size);
  } while (sent < file.size);
  return id;
}
