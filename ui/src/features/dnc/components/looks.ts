import type { StateName } from "@/components/state-mark";
import { t } from "@/i18n";
import type { DncImport } from "@/rpc/types";

/** How far an import is, from its file to what CXone has confirmed, in one word. */
export type Look = keyof typeof LOOKS;

/** The shapes are those of the other lists; each stands for one word here. */
export const LOOKS = {
  reading: "submitted",
  looked: "attention",
  writing: "sending",
  stopped: "stopped",
  imported: "planned",
  paused: "paused",
  pushing: "running",
  confirmed: "completed",
  partly: "clamped",
  undone: "ended",
  failed: "failed",
} as const satisfies Record<string, StateName>;

export function lookOf(shown: DncImport): Look {
  if (shown.state !== "done") return shown.state;
  if (settled(shown) && shown.distinct > 0) return shown.dead > 0 ? "partly" : "confirmed";
  if (shown.push) return "pushing";
  return shown.passed > 0 ? "paused" : "imported";
}

/** CXone has answered for each of its numbers, one way or the other. */
export function settled({ confirmed, known, dead, distinct }: DncImport): boolean {
  return confirmed + known + dead >= distinct;
}

/** Nothing of it counts, or nothing was written. */
export function countsNot({ state }: DncImport): boolean {
  return state === "reading" || state === "looked" || state === "undone" || state === "failed";
}

/** The file that was handed in; numbers that were let go have none. */
export function nameOf({ file, mode }: DncImport): string {
  return mode === "release" ? `${t("dnc.released")}: ${file}` : file;
}
