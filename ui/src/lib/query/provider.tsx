import { QueryClientProvider, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useRef } from "react";
import type { Event } from "@/rpc/types";
import type { Door } from "../door";
import { hearEngine, type makeQueryClient } from "./cache";

interface DoorProviderProps {
  door: Door;
  client: ReturnType<typeof makeQueryClient>;
  /** What else happens on an event; the cache is looked after already. */
  onEvent?: (event: Event) => void;
  children: ReactNode;
}

/** Everything below may ask the engine, and is told when its answers grow old. */
export function DoorProvider({ door, client, onEvent, children }: DoorProviderProps) {
  return (
    <DoorContext value={door}>
      <QueryClientProvider client={client}>
        <EngineEars door={door} onEvent={onEvent} />
        {children}
      </QueryClientProvider>
    </DoorContext>
  );
}

export function useDoor(): Door {
  const door = useContext(DoorContext);
  if (door === undefined) throw new Error("useDoor needs a DoorProvider above it");
  return door;
}

const DoorContext = createContext<Door | undefined>(undefined);

function EngineEars({ door, onEvent }: Pick<DoorProviderProps, "door" | "onEvent">) {
  const client = useQueryClient();
  const latest = useRef(onEvent);
  latest.current = onEvent;
  useEffect(() => hearEngine(door, client, (event) => latest.current?.(event)), [door, client]);
  return null;
}
