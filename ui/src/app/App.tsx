import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import type { Door } from "@/lib/door";
import { DoorProvider, makeQueryClient } from "@/lib/query";
import type { Event } from "@/rpc/types";
import { Crash } from "./Crash";
import { toastNotice } from "./notices";
import { makeRouter } from "./router";
import { schemeManager } from "./scheme";
import { theme, variables } from "./theme";

/** The whole window at one door. */
export function App({ door }: { door: Door }) {
  const [client] = useState(makeQueryClient);
  const [router] = useState(makeRouter);
  const onEvent = (event: Event) => {
    if (event.event === "notice" && event.notice.reach !== "desktop")
      toastNotice(event.notice, (href) => void router.navigate({ href }));
  };
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      colorSchemeManager={schemeManager}
      defaultColorScheme="auto"
    >
      <Crash>
        <Notifications position="bottom-right" limit={4} containerWidth={400} />
        <DoorProvider door={door} client={client} onEvent={onEvent}>
          <RouterProvider router={router} />
        </DoorProvider>
      </Crash>
    </MantineProvider>
  );
}
