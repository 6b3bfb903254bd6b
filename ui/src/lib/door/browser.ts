import { type CommandName, commands } from "@/rpc/commands";
import type { FileOut } from "@/rpc/types";
import { Failure, isRpcError } from "../failure";
import type { Door, Listener, Saved, UploadWatch } from "./door";
import { asEvents } from "./events";

/** The door of `callboard serve --http`: same origin, let in by its cookie. */
export function browserDoor(): Door {
  return {
    kind: "browser",
    call: post,
    listen,
    upload,
    save,
    take,
    painted: async () => {},
  };
}

async function post<T>(command: CommandName, args: unknown, signal?: AbortSignal): Promise<T> {
  const lost = () => Failure.doorLost(commands[command].kind);
  const answer = await fetch("/rpc", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ command, args }),
    signal,
  }).catch(() => {
    throw lost();
  });
  const body: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) throw refusal(answer.status, body, lost);
  // A command always answers with something: a body that cannot be read was cut off.
  if (body === undefined) throw lost();
  return body as T;
}

/** 401 is the door's alone, and its words are for who reads JSON. */
function refusal(status: number, body: unknown, lost: () => Failure): Failure {
  if (status === 401) return Failure.doorClosed();
  if (isRpcError(body)) return Failure.of(body);
  return status === 403 ? Failure.doorClosed() : lost();
}

/** A browser knocks again after a broken line, but gives up after an answer that is no stream; we do not. */
const KNOCK_AGAIN = 3_000;

function listen(listener: Listener): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let left = false;
  let source = connect();
  function connect(): EventSource {
    const next = new EventSource("/events");
    next.onopen = () => listener.onState("open");
    next.onmessage = (message: MessageEvent<string>) => listener.onEvents(asEvents(JSON.parse(message.data)));
    next.onerror = () => {
      if (next.readyState !== EventSource.CLOSED) return listener.onState("lost");
      void whyClosed().then((state) => {
        if (left) return;
        listener.onState(state);
        timer = setTimeout(() => {
          source = connect();
        }, KNOCK_AGAIN);
      });
    };
    return next;
  }
  return () => {
    left = true;
    clearTimeout(timer);
    source.close();
  };
}

/** An `EventSource` does not tell what it was answered, so something light is asked. */
async function whyClosed(): Promise<"lost" | "closed"> {
  const asked = await post("program.trouble", {}, AbortSignal.timeout(KNOCK_AGAIN)).catch((thrown) => thrown);
  return asked instanceof Failure && asked.code === "door_closed" ? "closed" : "lost";
}

/** `fetch` tells nothing of a body on its way up, so an upload goes by XMLHttpRequest. */
function upload(file: File, watch: UploadWatch = {}): Promise<string> {
  const lost = () => Failure.doorLost("upload");
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/files?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = (progress) => watch.onProgress?.(progress.loaded, file.size);
    request.onload = () => {
      const id = fileId(request.response);
      if (request.status < 400 && id !== undefined) resolve(id);
      else if (request.status === 413) reject(new Failure("too_large", file.name));
      else reject(refusal(request.status, request.response, lost));
    };
    request.onerror = () => reject(lost());
    request.onabort = () => reject(Failure.cancelled());
    watch.signal?.addEventListener("abort", () => request.abort(), { once: true });
    if (watch.signal?.aborted) reject(Failure.cancelled());
    else request.send(file);
  });
}

function fileId(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("file_id" in body)) return undefined;
  return typeof body.file_id === "string" ? body.file_id : undefined;
}

async function save(name: string, content: Blob): Promise<Saved> {
  const address = URL.createObjectURL(content);
  // The browser reads the address after this turn; a minute is ample and then the memory is given back.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return download(name, address);
}

async function take({ file, name }: FileOut): Promise<Saved> {
  // The door names the file in its answer, which counts more than the link's own name.
  return download(name, `/files/${encodeURIComponent(file)}?name=${encodeURIComponent(name)}`);
}

function download(name: string, address: string): Saved {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  return {};
}
