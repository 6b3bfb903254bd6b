import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { useId } from "react";
import { Icon } from "@/components/icons";
import { t } from "@/i18n";
import type { CronButtons } from "@/rpc/types";
import styles from "./builder.module.css";
import { Field } from "./Field";
import { TimeInput } from "./TimeInput";
import { anotherTime, type Shown } from "./truth";

interface DaysTimesProps {
  shown: Shown;
  onPress: (buttons: CronButtons) => void;
  /** From an expression that buttons cannot show, back to one they can. */
  onStartOver: () => void;
}

/** The week as people read it here; cron counts from Sunday = 0. */
const WEEK = [
  [1, "mon"],
  [2, "tue"],
  [3, "wed"],
  [4, "thu"],
  [5, "fri"],
  [6, "sat"],
  [0, "sun"],
] as const;
const MOST_TIMES = 12;
const NONE: CronButtons = { days: [], times: [] };

/** Days and times: another way to write the cron text. Quiet where the text says what they cannot show. */
export function DaysTimes({ shown, onPress, onStartOver }: DaysTimesProps) {
  const days = useId();
  const times = useId();
  const quiet = shown.kind === "quiet" || (shown.kind === "waiting" && shown.buttons === undefined);
  const buttons = shown.kind === "quiet" ? NONE : (shown.buttons ?? NONE);
  const refusal = shown.kind === "pressed" ? shown.refusal : undefined;
  return (
    <>
      <Field label={t("schedules.form.days")} labelId={days}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row beside its label in every webview */}
        <div role="group" aria-labelledby={days} className={styles.days} data-quiet={quiet}>
          {WEEK.map(([day, name]) => (
            <button
              key={day}
              type="button"
              aria-pressed={buttons.days.includes(day)}
              disabled={quiet}
              onClick={() => onPress({ ...buttons, days: without(buttons.days, day) })}
            >
              <span aria-hidden="true">{t(`schedules.day.${name}`).slice(0, 2)}</span>
              <span className="sr-only">{t(`schedules.day.${name}`)}</span>
            </button>
          ))}
        </div>
      </Field>
      <Field
        label={t("schedules.form.times")}
        labelId={times}
        error={refusal && refusalWords(refusal, buttons.times)}
        note={
          shown.kind === "quiet" && (
            <>
              {t("schedules.form.quiet")}{" "}
              <Button variant="subtle" size="compact-sm" onClick={onStartOver}>
                {t("schedules.form.startOver")}
              </Button>
            </>
          )
        }
      >
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div role="group" aria-labelledby={times} className={styles.times}>
          {buttons.times.map((time, index) => (
            <TimeInput
              // The place and not the time: a field that is typed in stays the same field.
              // biome-ignore lint/suspicious/noArrayIndexKey: as said
              key={index}
              time={time}
              disabled={quiet}
              onChange={(next) => onPress({ ...buttons, times: buttons.times.with(index, next) })}
              onRemove={
                buttons.times.length > 1
                  ? () => onPress({ ...buttons, times: buttons.times.filter((_, at) => at !== index) })
                  : undefined
              }
            />
          ))}
          {!quiet && buttons.times.length < MOST_TIMES && (
            <Tooltip label={t("schedules.form.addTime")}>
              <ActionIcon
                variant="default"
                size={30}
                aria-label={t("schedules.form.addTime")}
                onClick={() => onPress({ ...buttons, times: [...buttons.times, anotherTime(buttons.times)] })}
              >
                <Icon name="plus" size={14} />
              </ActionIcon>
            </Tooltip>
          )}
        </div>
      </Field>
    </>
  );
}

function without(days: readonly number[], day: number): number[] {
  return days.includes(day) ? days.filter((known) => known !== day) : [...days, day];
}

function refusalWords(refusal: "nothingChosen" | "notOneLine", times: readonly string[]): string {
  const list = [...times].sort();
  const last = list.pop() ?? "";
  return refusal === "nothingChosen"
    ? t("schedules.form.nothingChosen")
    : t("schedules.form.notOneLine", { times: `${list.join(", ")} ${t("schedules.and")} ${last}` });
}
