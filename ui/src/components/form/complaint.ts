import { messageFor } from "@/lib/words";

/**
 * The complaint that belongs under `field`. The engine names the field first ("base_url: must be https."), for the
 * command line; under the field itself that is said twice.
 */
export function complaintFor(thrown: unknown, field: string): string | undefined {
  const message = messageFor(thrown, field);
  if (message === undefined) return undefined;
  const rest = message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
