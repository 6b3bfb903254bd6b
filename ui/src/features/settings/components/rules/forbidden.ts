import { Failure } from "@/lib/failure";
import type { Forbidden } from "@/rpc/types";

/** What a change of the rules would forbid, as the engine says where nobody chose yet; absent for any other failure. */
export function forbiddenIn(thrown: unknown): Forbidden[] | undefined {
  if (!(thrown instanceof Failure) || thrown.code !== "refused") return undefined;
  const { detail } = thrown;
  if (typeof detail !== "object" || detail === null || !("forbidden" in detail)) return undefined;
  return Array.isArray(detail.forbidden) ? (detail.forbidden as Forbidden[]) : undefined;
}
