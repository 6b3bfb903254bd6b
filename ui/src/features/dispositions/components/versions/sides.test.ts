import { expect, test } from "vitest";
import type { MapVersion } from "@/rpc/types";
import { sides } from "./sides";

const all = [4, 3, 1].map(
  (version): MapVersion => ({
    version,
    at: "2026-11-23T09:00:00Z",
    by: "maria",
    note: "",
    categories: 5,
    codes: 9,
    decided: 0,
    copy_of: null,
  }),
);

test("a version stands beside the one before it, the first beside itself, and the older one is left", () => {
  expect(sides("3", undefined, all)).toEqual({ left: 1, right: 3 });
  expect(sides("1", undefined, all)).toEqual({ left: 1, right: 1 });
  expect(sides("1", "4", all)).toEqual({ left: 1, right: 4 });
  expect(sides("9", undefined, all), "an address may name one that is not there").toBeUndefined();
});
