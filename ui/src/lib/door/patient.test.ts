import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakeDoor } from "../../../test/fake-door";
import { Failure } from "../failure";
import { placeAt } from "./address";
import type { DoorState } from "./door";
import { PATIENCE, patient } from "./patient";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = () => new Promise<never>(() => {});

function heardAt(door: ReturnType<typeof patient>): DoorState[] {
  const states: DoorState[] = [];
  door.listen({ onEvents: () => {}, onState: (state) => void states.push(state) });
  return states;
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (thrown: Failure) => thrown,
  );

test("a program that has not answered for 10 s is said to be silent, with what to do", async () => {
  const door = patient(fakeDoor({ "zone.names": never, "settings.show": never }));
  const states = heardAt(door);
  const failing = failureOf(door.call("zone.names", {}));
  await vi.advanceTimersByTimeAsync(PATIENCE - 1);
  expect(states).toEqual(["open"]);
  await vi.advanceTimersByTimeAsync(1);
  expect(states).toEqual(["open", "silent"]);
  const failure = await failing;
  expect(failure?.code).toBe("door_silent");
  expect(failure?.hint).toContain("restart Callboard");
});

test("it is asked again by itself, and answers again once its database does", async () => {
  const inner = fakeDoor({ "zone.names": never, "settings.show": never, "program.trouble": [] });
  const door = patient(inner);
  const states = heardAt(door);
  void failureOf(door.call("zone.names", {}));
  await vi.advanceTimersByTimeAsync(PATIENCE);
  await door.call("program.trouble", {});
  expect(states, "an answer from memory shows nothing").toEqual(["open", "silent"]);
  inner.answers["settings.show"] = [];
  await vi.advanceTimersByTimeAsync(2 * PATIENCE);
  expect(states).toEqual(["open", "silent", "open"]);
});

test("a refusal is an answer", async () => {
  const inner = fakeDoor({ "zone.names": never, "settings.show": never });
  const door = patient(inner);
  const states = heardAt(door);
  void failureOf(door.call("zone.names", {}));
  await vi.advanceTimersByTimeAsync(PATIENCE);
  inner.answers["zone.names"] = () => {
    throw new Failure("storage", "The disk is full.");
  };
  await failureOf(door.call("zone.names", {}));
  expect(states.at(-1)).toBe("open");
});

test("a command that waits for a tenant may take longer", async () => {
  const door = patient(fakeDoor({ "connection.test": never }));
  const states = heardAt(door);
  const settled = vi.fn();
  void door.call("connection.test", { connection: "con_1" }).finally(settled);
  await vi.advanceTimersByTimeAsync(6 * PATIENCE);
  expect(states).toEqual(["open"]);
  expect(settled).not.toHaveBeenCalled();
});

test("of a write that was not answered it is never said that nothing was done", async () => {
  const door = patient(fakeDoor({ "settings.set": never, "settings.show": never }));
  const failing = failureOf(door.call("settings.set", { key: "run.poll_seconds", value: 60 }));
  await vi.advanceTimersByTimeAsync(PATIENCE);
  const failure = await failing;
  expect(failure?.message).toContain("not known");
  expect(failure?.message).not.toMatch(/nothing/i);
});

test("a lost stream counts more than silence", async () => {
  const inner = fakeDoor({ "zone.names": never, "settings.show": never });
  const door = patient(inner);
  const states = heardAt(door);
  void failureOf(door.call("zone.names", {}));
  await vi.advanceTimersByTimeAsync(PATIENCE);
  inner.lose();
  inner.reopen();
  expect(states).toEqual(["open", "silent", "lost", "silent"]);
});

test("the address that callboard ticket prints leads to the place where the page was", () => {
  const at = (text: string) => placeAt(text, "#/runs/run_1");
  expect(at(" http://127.0.0.1:40123/?ticket=abc ")).toBe("http://127.0.0.1:40123/?ticket=abc#/runs/run_1");
  for (const wrong of [
    "",
    "abc",
    "http://127.0.0.1:40123/",
    "https://evil.example/?ticket=abc",
    "javascript:1",
  ])
    expect(at(wrong), wrong).toBeUndefined();
});

test("while something takes long, a program that answers nothing is silent, and the answer is waited for", async () => {
  let answer: (value: never) => void = () => {};
  const inner = fakeDoor({
    "schedule.stop_now": () =>
      new Promise<never>((resolve) => {
        answer = resolve;
      }),
    "settings.show": [],
  });
  const door = patient(inner);
  const states = heardAt(door);
  const stopping = door.call("schedule.stop_now", { campaign_id: "renewals" });
  await vi.advanceTimersByTimeAsync(2 * PATIENCE);
  expect(states, "the program answers other questions").toEqual(["open"]);
  inner.answers["settings.show"] = never;
  await vi.advanceTimersByTimeAsync(3 * PATIENCE);
  expect(states).toEqual(["open", "silent"]);
  answer({ withdrawn: [], still_dialling: [] } as never);
  expect(await stopping).toEqual({ withdrawn: [], still_dialling: [] });
});
