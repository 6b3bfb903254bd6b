import { TextInput } from "@mantine/core";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { Failure } from "@/lib/failure";
import type { Endpoint, EndpointSave } from "@/rpc/types";
import { fakeDoor } from "../../../test/fake-door";
import { show } from "../../../test/show";
import { complaintFor, FormSheet, orNone, wordsOf } from ".";

let saved: string[] = [];
let closed = 0;

function Sheet({ withUrl = true }: { withUrl?: boolean }) {
  return (
    <FormSheet
      open
      onClose={() => (closed += 1)}
      title="Add an endpoint"
      command="endpoint.save"
      initial={{ name: "", url: "" }}
      check={{ name: (name) => (name === "" ? "A name is needed." : undefined) }}
      args={({ name, url }) => ({ id: null, name, url, events: [], enabled: true, secret: null })}
      onSaved={({ endpoint }) => saved.push(endpoint.name)}
    >
      {(form) => (
        <>
          <TextInput label="Name" {...form.getInputProps("name")} />
          {withUrl && <TextInput label="Address" {...form.getInputProps("url")} />}
        </>
      )}
    </FormSheet>
  );
}

/** Refuses what the address does not begin with https. */
function engine() {
  return fakeDoor({
    "endpoint.save": ({ name, url }: EndpointSave) => {
      if (!url.startsWith("https")) {
        throw new Failure("invalid", "url: must be https.", undefined, { field: "url" });
      }
      return { endpoint: { name } as Endpoint, secret: null, warning: null };
    },
  });
}

const save = () => userEvent.click(screen.getByRole("button", { name: "Save" }));

test("a complaint stands under its field, which gets the focus, until something else is typed there", async () => {
  [saved, closed] = [[], 0];
  const { door } = show(<Sheet />, { door: engine() });
  const address = await screen.findByLabelText("Address");
  await userEvent.type(screen.getByLabelText("Name"), "CRM");
  await userEvent.type(address, "http://crm");
  await save();
  expect(await screen.findByText("Must be https.")).toBeVisible();
  expect(screen.queryByRole("alert"), "it is not said twice").toBeNull();
  await waitFor(() => expect(address).toHaveFocus());
  expect([address, screen.getByLabelText("Name")].map((field) => field.getAttribute("aria-invalid"))).toEqual(
    ["true", null],
  );
  expect(closed, "what was typed stays").toBe(0);
  await userEvent.clear(address);
  expect(screen.queryByText("Must be https.")).toBeNull();
  await userEvent.type(address, "https://crm{Enter}");
  await waitFor(() => expect([saved, closed]).toEqual([["CRM"], 1]));
  expect(door.calls).toHaveLength(2);
});

test("a complaint about a field that is not shown is a notice beside the buttons", async () => {
  show(<Sheet withUrl={false} />, { door: engine() });
  await userEvent.type(await screen.findByLabelText("Name"), "CRM");
  await save();
  expect(await screen.findByRole("alert")).toHaveTextContent("url: must be https.");
});

test("what the form can say itself is not asked of the engine", async () => {
  const { door } = show(<Sheet />, { door: engine() });
  await screen.findByLabelText("Name");
  await save();
  expect(await screen.findByText("A name is needed.")).toBeVisible();
  expect(door.calls).toHaveLength(0);
});

test("a complaint is said without the name of its field", () => {
  const refusal = new Failure("invalid", "base_url: must be https.", undefined, { field: "base_url" });
  expect(complaintFor(refusal, "base_url")).toBe("Must be https.");
  expect(complaintFor(refusal, "name")).toBeUndefined();
});

test("typed texts are sent as lists, and nothing is sent for what is empty", () => {
  expect(wordsOf("a, b  c\n")).toEqual(["a", "b", "c"]);
  expect([orNone("  "), orNone(" x ")]).toEqual([null, "x"]);
});
