import { expect, test } from "vitest";
import type { Page, RunList, RunSummary } from "@/rpc/types";
import { fakeDoor } from "../../../test/fake-door";
import { runList } from "../../../test/samples/runs";
import { Failure } from "../failure";
import { MOST_ROWS, readAll } from ".";

const one = runList(Date.parse("2026-11-23T17:10:00Z"))[0] as RunSummary;

/** A list of so many runs, whose cursor is the number of rows before it; no page holds more than `most`. */
function listOf(total: number, most = 200) {
  return fakeDoor({
    "run.list": ({ after, limit }: RunList): Page<RunSummary> => {
      const from = Number(after ?? 0);
      const until = Math.min(total, from + Math.min(limit ?? 50, most));
      const rows = Array.from({ length: until - from }, (_, index) => ({
        ...one,
        id: `run_${from + index}`,
      }));
      return { rows, total, next: until < total ? String(until) : null };
    },
  });
}

test("every page is read, in order, under the same filter, and each says how far it is", async () => {
  const door = listOf(450);
  const said: [number, number][] = [];
  const onProgress = (read: number, all: number) => said.push([read, all]);
  const { rows, cut } = await readAll(door, "run.list", { live: true, limit: 50 }, { onProgress });
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 450 }, (_, index) => `run_${index}`));
  expect(cut).toBe(false);
  expect(door.calls.map(({ args }) => (args as RunList).after)).toEqual([null, "200", "400"]);
  expect(door.calls.every(({ args }) => (args as RunList).live)).toBe(true);
  expect(said, "a list of one page says nothing").toEqual([
    [200, 450],
    [400, 450],
  ]);
});

test("a list without end is cut at the bound, and says so; one of just the bound is whole", async () => {
  const long = await readAll(listOf(MOST_ROWS + 1, 500), "run.list", {});
  expect([long.rows.length, long.cut]).toEqual([MOST_ROWS, true]);
  const fits = await readAll(listOf(MOST_ROWS, 500), "run.list", {});
  expect([fits.rows.length, fits.cut]).toEqual([MOST_ROWS, false]);
});

test("a page that fails ends it, and so does who stops it: a part is not the whole", async () => {
  const door = listOf(450);
  const good = door.answers["run.list"] as (args: RunList) => Page<RunSummary>;
  door.answers["run.list"] = (args) => {
    if (args.after === "200") throw new Failure("storage", "The disk is full.");
    return good(args);
  };
  await expect(readAll(door, "run.list", {})).rejects.toThrow("The disk is full.");
  const stop = new AbortController();
  const stopped = readAll(
    listOf(450),
    "run.list",
    {},
    { signal: stop.signal, onProgress: () => stop.abort() },
  );
  await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
});
