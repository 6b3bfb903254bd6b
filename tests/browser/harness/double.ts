import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import type { CommandName, Commands } from "../../../ui/src/rpc/commands";
import type { Event, RpcError } from "../../../ui/src/rpc/types";
import { type App, openApp } from "./app";

type Answer<C extends CommandName> =
  | Commands[C]["output"]
  | ((args: Commands[C]["args"]) => Commands[C]["output"]);
export type Answers = { [C in CommandName]?: Answer<C> };

export interface Double extends App {
  /** Answers from now on: change them in place. */
  answers: Answers;
  /** Commands that are refused from now on. */
  refusals: { [C in CommandName]?: RpcError };
  calls: { command: string; args: unknown }[];
  tell(...events: Event[]): void;
  /** Ends the event stream and lets no new one in, until `reopen`. */
  lose(): void;
  reopen(): void;
}

/** The built pages at a door whose answers the test gives: to show what an engine cannot be asked to do. */
export async function openDouble(answers: Answers, path = "/"): Promise<Double> {
  const streams = new Set<ServerResponse>();
  let onHeard = () => {};
  const heard = new Promise<void>((resolve) => {
    onHeard = resolve;
  });
  const state = { answers, refusals: {} as Double["refusals"], calls: [] as Double["calls"], lost: false };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://door");
    if (pathname === "/rpc") {
      if (state.lost) return void request.socket.destroy();
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      return answer(response, state, JSON.parse(Buffer.concat(chunks).toString()) as Question);
    }
    if (pathname === "/events") {
      if (state.lost) return void request.socket.destroy();
      response.writeHead(200, { "Content-Type": "text/event-stream" }).write(": here\n\n");
      streams.add(response);
      onHeard();
      return void response.on("close", () => streams.delete(response));
    }
    await file(response, pathname);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  const app = await openApp(`http://127.0.0.1:${port}/#${path}`, async () => {
    for (const stream of streams) stream.destroy();
    await new Promise((closed) => server.close(closed));
  });
  // What is told before the page listens is lost, as with any door.
  await heard;
  const { refusals, calls } = state;
  return Object.assign(app, {
    answers,
    refusals,
    calls,
    tell: (...events: Event[]) =>
      streams.forEach((stream) => void stream.write(`data: ${JSON.stringify(events)}\n\n`)),
    lose() {
      state.lost = true;
      for (const stream of streams) stream.destroy();
    },
    reopen() {
      state.lost = false;
    },
  });
}

interface Question {
  command: CommandName;
  args: never;
}

function answer(
  response: ServerResponse,
  state: Pick<Double, "answers" | "refusals" | "calls">,
  question: Question,
) {
  const { command, args } = question;
  state.calls.push({ command, args });
  const refusal = state.refusals[command];
  const known = (state.answers as Record<string, unknown>)[command];
  const error: RpcError = refusal ?? { code: "unknown_command", message: `The test answers no ${command}.` };
  const refused = refusal !== undefined || known === undefined;
  const body = refused ? error : typeof known === "function" ? known(args) : known;
  response.writeHead(refused ? 422 : 200, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body ?? {}));
}

const DIST = process.env.CALLBOARD_UI ?? fileURLToPath(new URL("../../../ui/dist", import.meta.url));
const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** The policy of the real doors: what it forbids must fail here too. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

async function file(response: ServerResponse, pathname: string): Promise<void> {
  const path = join(DIST, normalize(pathname === "/" ? "/index.html" : pathname));
  const content = await readFile(path).catch(() => undefined);
  if (content === undefined) return void response.writeHead(404).end();
  const type = TYPES[extname(path)] ?? "application/octet-stream";
  response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": POLICY }).end(content);
}
