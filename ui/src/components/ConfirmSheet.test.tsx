import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { show } from "../../test/show";
import { ConfirmSheet } from "./ConfirmSheet";

test("what cannot be undone waits until its name is typed", async () => {
  const onConfirm = vi.fn();
  show(
    <ConfirmSheet
      open
      onClose={() => {}}
      title="Remove the connection “Acme EU”?"
      verb="Remove Acme EU"
      typeName="Acme EU"
      onConfirm={onConfirm}
      danger
    >
      Its schedules stop.
    </ConfirmSheet>,
  );
  const button = await screen.findByRole("button", { name: "Remove Acme EU" });
  expect(button).toBeDisabled();
  await userEvent.type(screen.getByLabelText("Type Acme EU to confirm"), "Acme EU");
  await userEvent.click(button);
  expect(onConfirm).toHaveBeenCalledOnce();
});

test("without a name to type, the focus stands on the way back and not on the deed", async () => {
  show(
    <ConfirmSheet open onClose={() => {}} title="Stop?" verb="Stop now" onConfirm={() => {}}>
      Every window is withdrawn.
    </ConfirmSheet>,
  );
  await vi.waitFor(() => expect(screen.getByRole("button", { name: "Cancel" })).toHaveFocus());
});
