import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { theme } from "@/app/theme";
import { DoorProvider, makeQueryClient } from "@/lib/query";
import { type FakeDoor, fakeDoor } from "./fake-door";

/** Renders a part as it stands in the window: theme, toasts, and a door that answers what the test says. */
export function show(part: ReactNode, { door = fakeDoor() }: { door?: FakeDoor } = {}) {
  const client = makeQueryClient();
  const view = render(
    <MantineProvider theme={theme} env="test">
      <Notifications />
      <DoorProvider door={door} client={client}>
        {part}
      </DoorProvider>
    </MantineProvider>,
  );
  return { ...view, door, client };
}
