import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { useEscape, useShortcut, useShortcuts } from ".";

function Keys({ onKey }: { onKey: (key: string) => void }) {
  useShortcut("g r", "Go to Runs", () => onKey("g r"), "go");
  useShortcut("n", "Make new", () => onKey("n"));
  useShortcuts();
  return <input aria-label="Name" />;
}

test("two keys in a row go to a page, and neither works while a person types", async () => {
  const onKey = vi.fn();
  render(<Keys onKey={onKey} />);
  await userEvent.keyboard("gr");
  await userEvent.keyboard("n");
  await userEvent.type(screen.getByLabelText("Name"), "grn");
  expect(onKey.mock.calls.flat()).toEqual(["g r", "n"]);
  expect(screen.getByLabelText("Name")).toHaveValue("grn");
});

test("keys with Ctrl or Alt belong to the browser", async () => {
  const onKey = vi.fn();
  render(<Keys onKey={onKey} />);
  await userEvent.keyboard("{Control>}n{/Control}{Alt>}n{/Alt}");
  expect(onKey).not.toHaveBeenCalled();
});

function Layer({ name, onClose }: { name: string; onClose: (name: string) => void }) {
  useEscape(true, () => onClose(name));
  return null;
}

test("Escape closes the last thing that was opened, and only that", async () => {
  const onClose = vi.fn();
  const { rerender } = render(<Layer name="selection" onClose={onClose} />);
  rerender(
    <>
      <Layer name="selection" onClose={onClose} />
      <Layer key="detail" name="detail" onClose={onClose} />
    </>,
  );
  await userEvent.keyboard("{Escape}");
  expect(onClose.mock.calls).toEqual([["detail"]]);
});
