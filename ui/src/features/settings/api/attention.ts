import { useConnection } from "@/lib/connection";
import { useRead } from "@/lib/query";
import type { Part } from "../parts";

/** The parts in which something is wrong now. */
export function useAttention(): ReadonlySet<Part> {
  const { all } = useConnection();
  const secrets = useRead("secrets.show", {});
  const endpoints = useRead("endpoint.list", {});
  const listener = useRead("listener.show", {});
  const parts = new Set<Part>();
  if (all.some((each) => each.health.state === "down" || !each.has_secret)) parts.add("connections");
  if (secrets.status === "ready" && !secrets.data.usable) parts.add("secrets");
  if (endpoints.status === "ready" && endpoints.data.some(isTroubled)) parts.add("deliveries");
  if (listener.status === "ready" && listener.data.state === "failing") parts.add("listener");
  return parts;
}

interface EndpointTrouble {
  failing_since: string | null;
  disabled_because: string | null;
  dead: number;
}

function isTroubled({ failing_since, disabled_because, dead }: EndpointTrouble): boolean {
  return failing_since !== null || disabled_because !== null || dead > 0;
}
