import { expect, test } from "vitest";
import html from "../index.html?raw";

test("index.html has no style of its own", () => {
  expect(
    html,
    "Tauri would add a nonce to style-src, which voids 'unsafe-inline' and with it Mantine's styles",
  ).not.toMatch(/<style|\sstyle=/i);
});

test("index.html has no script of its own", () => {
  const inline = [...html.matchAll(/<script([^>]*)>([^<]*)/g)].filter(([, , body]) => body?.trim() !== "");
  expect(inline, "script-src 'self' forbids what stands inline").toEqual([]);
});
