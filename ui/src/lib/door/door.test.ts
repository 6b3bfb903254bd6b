import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, expect, test, vi } from "vitest";
import type { Failure } from "../failure";
import { openDoor } from ".";
import { asEvents } from "./events";

afterEach(() => {
  vi.unstubAllGlobals();
  if ("__TAURI_INTERNALS__" in globalThis) clearMocks();
  Reflect.deleteProperty(globalThis, "__TAURI_INTERNALS__");
});

const answering = (status: number, body: unknown) =>
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(body), { status }));

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (thrown: Failure) => ({ code: thrown.code, hint: thrown.hint }),
  );

test("in a browser, a refusal comes out as it went in", async () => {
  answering(422, { code: "refused", message: "No.", hint: "Ask later." });
  expect(await failureOf(openDoor().call("zone.names", {}))).toEqual({ code: "refused", hint: "Ask later." });
});

test("in a browser, a door that is not there and a door that is closed are told apart", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  expect(await failureOf(openDoor().call("zone.names", {}))).toMatchObject({ code: "door_lost" });
  answering(401, {});
  expect(await failureOf(openDoor().call("zone.names", {}))).toMatchObject({ code: "door_closed" });
});

test("in a browser, a write whose answer is lost may have been done, and a read is as it was", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  const set = openDoor().call("settings.set", { key: "run.poll_seconds", value: 60 });
  await expect(set).rejects.toThrow(/not known/);
  await expect(openDoor().call("zone.names", {})).rejects.toThrow(/last answered/);
  vi.stubGlobal("fetch", async () => new Response("", { status: 200 }));
  const cut = openDoor().call("settings.set", { key: "run.poll_seconds", value: 60 });
  await expect(cut, "an answer that was cut off").rejects.toThrow(/not known/);
});

test("in a browser, the door that closes this browser out has its own words, whatever it says to programs", async () => {
  answering(401, { code: "unauthorized", message: "This door opens with a token.", hint: "…" });
  const failure = await failureOf(openDoor().call("zone.names", {}));
  expect(failure?.code).toBe("door_closed");
  expect(failure?.hint).toContain("callboard ticket");
});

/** An event stream that the test opens and breaks. */
class Stream {
  static readonly CLOSED = 2;
  static last: Stream;
  readyState = 0;
  onopen?: () => void;
  onerror?: () => void;
  constructor() {
    Stream.last = this;
  }
  close() {}
}

test("in a browser, a program that was started again is not waited for: a new ticket is needed, and then it goes on", async () => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Stream);
  answering(401, {});
  const states: string[] = [];
  const leave = openDoor().listen({ onEvents: () => {}, onState: (state) => void states.push(state) });
  Stream.last.onopen?.();
  Stream.last.onerror?.();
  Stream.last.readyState = Stream.CLOSED;
  const broken = Stream.last;
  broken.onerror?.();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(states, "nobody there, then somebody who lets nobody in").toEqual(["open", "lost", "closed"]);
  expect(Stream.last, "it knocks again").not.toBe(broken);
  Stream.last.onopen?.();
  expect(states.at(-1)).toBe("open");
  leave();
  vi.useRealTimers();
});

test("in the window, one command of Tauri carries all commands of ours", async () => {
  mockIPC((command, payload) => {
    expect([command, payload]).toEqual(["rpc", { command: "zone.names", args: {} }]);
    return ["Europe/London"];
  });
  const door = openDoor();
  expect(door.kind).toBe("window");
  expect(await door.call("zone.names", {})).toEqual(["Europe/London"]);
});

test("in the window, a refusal comes out as it went in", async () => {
  mockIPC(() => Promise.reject({ code: "storage", message: "The disk is full.", hint: "Free some." }));
  expect(await failureOf(openDoor().call("zone.names", {}))).toEqual({ code: "storage", hint: "Free some." });
});

test("a frame of events is a batch or one, and what is not known yet is left out", () => {
  const changed = { event: "changed", topics: ["runs"] };
  expect(asEvents([changed, { event: "of a later version" }, 7])).toEqual([changed]);
  expect(asEvents(changed)).toEqual([changed]);
});
