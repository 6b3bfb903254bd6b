import { t } from "@/i18n";
import type { Code, RpcError } from "@/rpc/types";

/** A code of the engine, or a fault on the way to it. */
export type FailureCode = Code | "door_lost" | "door_silent" | "door_closed" | "too_large" | "cancelled";

/** What was asked for when the door failed. */
export type Asked = "read" | "write" | "upload";

/** Every refusal and failure a page can meet; thrown by the door and nothing else. */
export class Failure extends Error {
  constructor(
    readonly code: FailureCode,
    message: string,
    readonly hint?: string,
    readonly detail?: unknown,
  ) {
    super(message);
    this.name = "Failure";
  }

  static of(error: RpcError): Failure {
    return new Failure(error.code, error.message, error.hint, error.detail);
  }

  /** The line broke before an answer came: what became of a write is not known then. */
  static doorLost(asked: Asked = "read"): Failure {
    return new Failure("door_lost", t(`errors.doorLost.${asked}`), t("errors.doorLostHint"));
  }

  static doorSilent(asked: "read" | "write" = "read"): Failure {
    return new Failure("door_silent", t(`errors.doorSilent.${asked}`), t("errors.doorSilentHint"));
  }

  static doorClosed(): Failure {
    return new Failure("door_closed", t("errors.doorClosedMessage"), t("errors.doorClosedHint"));
  }

  static cancelled(): Failure {
    return new Failure("cancelled", t("errors.cancelledMessage"));
  }

  /** What was thrown, as one of ours: a defect of the page reads as such and not as a blank line. */
  static from(thrown: unknown): Failure {
    if (thrown instanceof Failure) return thrown;
    if (isRpcError(thrown)) return Failure.of(thrown);
    return new Failure("internal", thrown instanceof Error ? thrown.message : String(thrown));
  }
}

export function isRpcError(value: unknown): value is RpcError {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    "message" in value &&
    typeof value.code === "string" &&
    typeof value.message === "string"
  );
}
