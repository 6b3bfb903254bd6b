import { beforeEach, expect, test, vi } from "vitest";
import { Failure } from "@/lib/failure";
import type { DispositionMap } from "@/rpc/types";
import { makeKeeper, type Seen } from "./keeper";

const map = (code: string): DispositionMap => ({
  categories: [],
  codes: [{ code, category: "", meaning: "" }],
});

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

test("edits in quick order are saved once, as the last one left it", async () => {
  const save = vi.fn(async (_: DispositionMap, seen: Seen) => seen);
  const keeper = makeKeeper(save);
  const last = map("3");
  keeper.edit(map("0"), map("1"), null);
  keeper.edit(map("1"), map("2"), null);
  keeper.edit(map("2"), last, null);
  expect(keeper.read().pending).toBe(last);
  await vi.runAllTimersAsync();
  expect(save.mock.calls).toEqual([[last, null]]);
  expect(keeper.read()).toMatchObject({ state: "kept", undoable: true });
});

test("an edit made while another one is on its way is saved after it, and never lost", async () => {
  let finish = () => {};
  const save = vi.fn(
    (saved: DispositionMap, _: Seen) =>
      new Promise<Seen>((done) => {
        finish = () => done(`at ${saved.codes[0]?.code}`);
      }),
  );
  const keeper = makeKeeper(save);
  keeper.edit(map("0"), map("1"), null);
  const flushed = keeper.flush();
  await vi.advanceTimersByTimeAsync(0);
  keeper.edit(map("1"), map("2"), null);
  finish();
  await vi.advanceTimersByTimeAsync(0);
  finish();
  expect(await flushed).toBe(true);
  expect(save.mock.calls.map(([saved, seen]) => [saved.codes[0]?.code, seen])).toEqual([
    ["1", null],
    ["2", "at 1"],
  ]);
});

test("what could not be saved stays, says since when, and is tried again by itself", async () => {
  const save = vi.fn(async (_: DispositionMap, seen: Seen) => seen);
  save.mockRejectedValueOnce(new Failure("storage", "The disk is full."));
  const keeper = makeKeeper(save);
  keeper.edit(map("0"), map("1"), null);
  expect(await keeper.flush()).toBe(false);
  expect(keeper.read()).toMatchObject({ state: "failing", since: Date.now() });
  expect(keeper.read().pending?.codes[0]?.code).toBe("1");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(save).toHaveBeenCalledTimes(2);
  expect(keeper.read()).toEqual({ state: "kept", undoable: true, own: null });
});

test("an edit is taken back, and that is saved like an edit", async () => {
  const saved: string[] = [];
  const keeper = makeKeeper(async (kept, seen) => {
    saved.push(kept.codes[0]?.code ?? "");
    return seen;
  });
  keeper.edit(map("0"), map("1"), null);
  await keeper.flush();
  keeper.undo(map("1"), null);
  keeper.undo(map("0"), null);
  await keeper.flush();
  expect(saved).toEqual(["1", "0"]);
  expect(keeper.read().undoable).toBe(false);
});

test("a draft that is not wanted any more is not saved after all", async () => {
  const save = vi.fn(async (_: DispositionMap, seen: Seen) => seen);
  const keeper = makeKeeper(save);
  keeper.edit(map("0"), map("1"), null);
  keeper.forget();
  await vi.runAllTimersAsync();
  expect(save).not.toHaveBeenCalled();
});

test("over somebody else's draft nothing is saved until a person says so, and no edit is lost meanwhile", async () => {
  const save = vi.fn(async (_: DispositionMap, seen: Seen) => seen);
  save.mockRejectedValueOnce(new Failure("conflict", "Another draft was saved meanwhile."));
  const keeper = makeKeeper(save);
  keeper.edit(map("0"), map("1"), "09:00");
  await vi.runAllTimersAsync();
  keeper.edit(map("1"), map("2"), "09:12");
  await vi.runAllTimersAsync();
  expect(await keeper.flush()).toBe(false);
  expect(save).toHaveBeenCalledTimes(1);
  expect(keeper.read().state).toBe("conflict");
  expect(keeper.read().pending?.codes[0]?.code).toBe("2");
  expect(await keeper.putOver("09:12")).toBe(true);
  expect(save.mock.calls.at(-1)).toEqual([map("2"), "09:12"]);
  expect(keeper.read()).toMatchObject({ state: "kept", own: "09:12" });
});
