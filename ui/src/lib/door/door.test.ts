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
