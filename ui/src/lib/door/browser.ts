import type { FileOut } from "@/rpc/types";
import { Failure, isRpcError } from "../failure";
import type { Door, Listener, Saved, UploadWatch } from "./door";
import { asEvents } from "./events";

/** The door of `callboard serve --http`: same origin, let in by its cookie. */
export function browserDoor(): Door {
  return {
    kind: "browser",
    call: (command, args) => post(command, args),
    listen,
    upload,
    save,
    take,
    painted: async () => {},
  };
}

async function post<T>(command: string, args: unknown): Promise<T> {
  const answer = await fetch("/rpc", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ command, args }),
  }).catch(() => {
    throw Failure.doorLost();
  });
  const body: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) throw refusal(answer.status, body);
  return body as T;
}

function refusal(status: number, body: unknown): Failure {
  if (isRpcError(body)) return Failure.of(body);
  return status === 401 || status === 403 ? Failure.doorClosed() : Failure.doorLost();
}

/** A browser knocks again after a broken line, but gives up after an answer that is no stream; we do not. */
const KNOCK_AGAIN = 3_000;

function listen(listener: Listener): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let source = connect();
  function connect(): EventSource {
    const next = new EventSource("/events");
    next.onopen = () => listener.onState("open");
    next.onmessage = (message: MessageEvent<string>) => listener.onEvents(asEvents(JSON.parse(message.data)));
    next.onerror = () => {
      listener.onState("lost");
      if (next.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(() => {
        source = connect();
      }, KNOCK_AGAIN);
    };
    return next;
  }
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

/** `fetch` tells nothing of a body on its way up, so an upload goes by XMLHttpRequest. */
function upload(file: File, watch: UploadWatch = {}): Promise<string> {
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
      else reject(refusal(request.status, request.response));
    };
    request.onerror = () => reject(Failure.doorLost());
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
