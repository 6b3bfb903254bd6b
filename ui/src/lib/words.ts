import { t } from "@/i18n";
import { Failure } from "./failure";

/** A failure as a supervisor reads it: a heading, what and why, what to do. */
export interface Words {
  title: string;
  message: string;
  hint?: string;
}

/** The one place where codes become words. The engine's own sentence says what and why; the code heads it. */
export function wordsFor(thrown: unknown): Words {
  const failure = Failure.from(thrown);
  return { title: t(`errors.${failure.code}`), message: failure.message, hint: failure.hint };
}

/** The message, if the failure is about `field` of a form: it then stands under that field. */
export function messageFor(thrown: unknown, field: string): string | undefined {
  return thrown != null && fieldOf(thrown) === field ? Failure.from(thrown).message : undefined;
}

/** The field that a failure is about, where it names one. */
export function fieldOf(thrown: unknown): string | undefined {
  const { detail } = Failure.from(thrown);
  if (typeof detail !== "object" || detail === null || !("field" in detail)) return undefined;
  return typeof detail.field === "string" ? detail.field : undefined;
}

/** The part of the field that is wrong, as offsets into its text, where the failure names it. */
export function partOf(thrown: unknown): { start: number; end: number } | undefined {
  const { detail } = Failure.from(thrown);
  if (typeof detail !== "object" || detail === null) return undefined;
  if (!("start" in detail) || !("end" in detail)) return undefined;
  const { start, end } = detail;
  return typeof start === "number" && typeof end === "number" ? { start, end } : undefined;
}
