import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { Setting } from "@/rpc/types";
import { fakeDoor } from "../../../test/fake-door";
import { show } from "../../../test/show";
import { Failure } from "../failure";
import { useTroubles } from "../trouble";
import { useRead, useWrite } from ".";

const setting = (value: unknown): Setting[] => [
  { key: "run.poll_seconds", value, default: 30, words: "", unit: "s", min: 5, max: 300 },
];

function Polling() {
  const read = useRead("settings.show", {});
  const write = useWrite("settings.set");
  const shown = read.status === "loading" ? "…" : String(read.data?.[0]?.value);
  return (
    <>
      <p>
        {read.status}: {shown}
      </p>
      <button type="button" onClick={() => write.mutate({ key: "run.poll_seconds", value: 60 })}>
        {write.isSuccess ? "saved" : "save"}
      </button>
      <ul>
        {useTroubles().map((trouble) => (
          <li key={trouble.cause}>{trouble.what}</li>
        ))}
      </ul>
    </>
  );
}

function polling() {
  let value: unknown = 30;
  const door = fakeDoor({
    "settings.show": () => setting(value),
    "settings.set": (args) => {
      value = args.value;
      return setting(value);
    },
  });
  return { door, change: (next: unknown) => (value = next) };
}

const reads = (door: ReturnType<typeof fakeDoor>) =>
  door.calls.filter((call) => call.command === "settings.show").length;

test("a write is settled only when what it changed was read again", async () => {
  const { door } = polling();
  show(<Polling />, { door });
  await screen.findByText("ready: 30");
  await userEvent.click(screen.getByRole("button", { name: "save" }));
  await screen.findByRole("button", { name: "saved" });
  expect(screen.getByText("ready: 60")).toBeVisible();
});

test("an event asks again what shows its topics, and nothing else", async () => {
  const { door, change } = polling();
  show(<Polling />, { door });
  await screen.findByText("ready: 30");
  change(45);
  door.tell({ event: "changed", topics: ["runs"] });
  expect(reads(door)).toBe(1);
  door.tell({ event: "changed", topics: ["settings", "audit"] });
  expect(await screen.findByText("ready: 45")).toBeVisible();
});

test("what changes while the first answer is on its way is asked again", async () => {
  const { door, change } = polling();
  const now = door.answers["settings.show"] as () => Setting[];
  let release = () => {};
  const held = new Promise<void>((go) => {
    release = go;
  });
  door.answers["settings.show"] = async () => {
    const before = now();
    await held;
    return before;
  };
  show(<Polling />, { door });
  await vi.waitFor(() => expect(reads(door)).toBe(1));
  door.answers["settings.show"] = now;
  change(45);
  door.tell({ event: "changed", topics: ["settings"] });
  release();
  expect(await screen.findByText("ready: 45")).toBeVisible();
});

test("a failing read keeps what was known, and heals by itself when its topic changes", async () => {
  const { door } = polling();
  show(<Polling />, { door });
  await screen.findByText("ready: 30");
  const answer = door.answers["settings.show"];
  door.answers["settings.show"] = () => {
    throw new Failure("storage", "The disk is full.");
  };
  door.tell({ event: "changed", topics: ["settings"] });
  expect(await screen.findByText("failing: 30")).toBeVisible();
  door.answers["settings.show"] = answer;
  door.tell({ event: "changed", topics: ["settings"] });
  expect(await screen.findByText("ready: 30")).toBeVisible();
});

test("a lost door is a line of trouble; when it opens again everything is asked again", async () => {
  const { door, change } = polling();
  show(<Polling />, { door });
  await screen.findByText("ready: 30");
  door.lose();
  expect(await screen.findByText("The program does not answer")).toBeVisible();
  change(90);
  door.reopen();
  expect(await screen.findByText("ready: 90")).toBeVisible();
  expect(screen.queryByText("The program does not answer")).toBeNull();
});
