import { TextInput } from "@mantine/core";
import { type RefObject, useId } from "react";
import { t } from "@/i18n";
import { partOf } from "@/lib/words";
import { messageOf } from "../words";
import styles from "./builder.module.css";
import { unitOf } from "./truth";

interface CronFieldProps {
  cron: string;
  onChange: (cron: string) => void;
  /** The engine's refusal of what is meant now, whichever field it is about. */
  failure: unknown;
  input: RefObject<HTMLInputElement | null>;
}

/** The cron text. Where it cannot be read, a caret stands under the part, and the sentence leads there. */
export function CronField({ cron, onChange, failure, input }: CronFieldProps) {
  const id = useId();
  const message = messageOf(failure, "cron");
  const part = message === undefined ? undefined : partInText(cron, failure);
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {t("schedules.form.cron")}
      </label>
      <div className={styles.control}>
        <TextInput
          id={id}
          ref={input}
          value={cron}
          onChange={(event) => onChange(event.currentTarget.value)}
          error={message !== undefined}
          aria-describedby={`${id}-error`}
          spellCheck={false}
          autoComplete="off"
          classNames={{ input: styles.mono }}
        />
        {part && (
          <div className={styles.caret} aria-hidden="true">
            {" ".repeat(part.start)}
            <span>{"^".repeat(Math.max(1, part.end - part.start))}</span>
          </div>
        )}
        <div id={`${id}-error`} className={styles.error} aria-live="polite">
          {message !== undefined && (
            <button type="button" className={styles.toPart} onClick={() => caretTo(input.current, failure)}>
              {message}
            </button>
          )}
        </div>
      </div>
    </div>
  );
}

/** Puts the caret at the part that the refusal names, with the part chosen. */
export function caretTo(input: HTMLInputElement | null, failure: unknown): void {
  if (input === null) return;
  input.focus();
  const part = partInText(input.value, failure);
  if (part) input.setSelectionRange(part.start, part.end);
}

function partInText(text: string, failure: unknown): { start: number; end: number } | undefined {
  const bytes = partOf(failure);
  return bytes && { start: unitOf(text, bytes.start), end: unitOf(text, bytes.end) };
}
