import { act, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { MapPublished } from "@/rpc/types";
import { show } from "../../../../../test/show";
import { tellPublished } from "./tell-published";

const published = { dispositions: { version: { version: 2 } }, reapplied: 0 } as MapPublished;

test("a published map says how many events of its codes are still unmapped", async () => {
  show(null);
  act(() => tellPublished({ ...published, still_unmapped: 12, still_unmapped_days: 3 }));
  await screen.findByText("Version 2 is in force now");
  screen.getByText(
    "No earlier event is applied anew. 12 events are still unmapped under the old map; publish and apply it to the last 3 days to take them.",
  );
});

test("a published map that leaves none says nothing of them", async () => {
  show(null);
  act(() => tellPublished(published));
  await screen.findByText("No earlier event is applied anew.");
  expect(screen.queryByText(/still unmapped/)).toBeNull();
});
