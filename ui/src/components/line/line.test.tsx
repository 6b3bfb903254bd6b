import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { Endpoint } from "@/rpc/types";
import { fakeDoor } from "../../../test/fake-door";
import { show } from "../../../test/show";
import { Line, Lines } from ".";

function Endpoints({ onMade = () => {} }: { onMade?: (secret: string) => void }) {
  return (
    <Lines>
      <Line
        name="CRM"
        tags={["campaign.completed"]}
        toggle={{ command: "endpoint.set_enabled", id: "end_1", on: true, label: "Send to CRM" }}
        rotate={{ command: "endpoint.rotate", id: "end_1", body: "Both sign for a while.", onMade }}
        remove={{
          command: "endpoint.remove",
          args: { id: "end_1" },
          title: "Remove CRM?",
          body: "It is told no more.",
        }}
      />
    </Lines>
  );
}

const endpoint = { id: "end_1", name: "CRM" } as Endpoint;

test("the switch of a line sends the switch alone", async () => {
  const { door } = show(<Endpoints />, { door: fakeDoor({ "endpoint.set_enabled": endpoint }) });
  await userEvent.click(screen.getByRole("switch", { name: "Send to CRM" }));
  await waitFor(() => expect(door.calls).toHaveLength(1));
  expect(door.calls[0]).toEqual({ command: "endpoint.set_enabled", args: { id: "end_1", enabled: false } });
});

test("a new secret is made after a question, and handed over once", async () => {
  const made: string[] = [];
  const answer = { endpoint, secret: "whsec_new", warning: null, in_force: null };
  const { door } = show(<Endpoints onMade={(secret) => made.push(secret)} />, {
    door: fakeDoor({ "endpoint.rotate": answer }),
  });
  await userEvent.click(screen.getByRole("button", { name: "New secret for CRM" }));
  expect(await screen.findByText("Both sign for a while.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "New secret" }));
  await waitFor(() => expect(made).toEqual(["whsec_new"]));
  expect(door.calls[0]?.args).toEqual({ id: "end_1", keep_old_hours: 24 });
});

test("a line is removed only after its name was typed", async () => {
  const { door } = show(<Endpoints />, { door: fakeDoor({ "endpoint.remove": {} }) });
  await userEvent.click(screen.getByRole("button", { name: "Remove CRM" }));
  const question = within(await screen.findByRole("dialog", { name: "Remove CRM?" }));
  const field = question.getByRole("textbox");
  const remove = question.getByRole("button", { name: "Remove CRM" });
  expect(remove).toBeDisabled();
  await userEvent.type(field, "CRM");
  await userEvent.click(remove);
  expect(await screen.findByText("CRM is removed")).toBeVisible();
  expect(door.calls[0]).toEqual({ command: "endpoint.remove", args: { id: "end_1" } });
});
