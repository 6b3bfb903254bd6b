import { SegmentedControl } from "@mantine/core";
import { useId } from "react";
import { DateField } from "@/components/date-time";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { NEW_DRAFT } from "../../api/draft";
import { messageOf } from "../words";
import styles from "./builder.module.css";
import { Field } from "./Field";
import { onceText, readOnce, tomorrow } from "./once";
import { TimeInput } from "./TimeInput";

interface OnceFieldProps {
  cron: string;
  onChange: (cron: string) => void;
  failure: unknown;
}

/** Again and again, or once; and for once its date and time. */
export function OnceField({ cron, onChange, failure }: OnceFieldProps) {
  const label = useId();
  const when = useId();
  const now = useNow();
  const moment = readOnce(cron);
  return (
    <>
      <Field label={t("schedules.once.label")} labelId={label}>
        <SegmentedControl
          aria-labelledby={label}
          data={[
            { value: "repeat", label: t("schedules.once.repeat") },
            { value: "once", label: t("schedules.once.once") },
          ]}
          value={moment ? "once" : "repeat"}
          onChange={(value) =>
            onChange(value === "once" ? onceText({ date: tomorrow(now), time: "10:00" }) : NEW_DRAFT.cron)
          }
        />
      </Field>
      {moment && (
        <Field
          label={t("schedules.once.dateAndTime")}
          labelId={when}
          error={messageOf(failure, "cron")}
          note={t("schedules.once.note")}
        >
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row beside its label in every webview */}
          <div role="group" aria-labelledby={when} className={styles.times}>
            <DateField
              w={132}
              aria-label={t("schedules.once.date")}
              value={moment.date}
              onChange={(date) => date !== "" && onChange(onceText({ ...moment, date }))}
            />
            <TimeInput
              time={moment.time}
              disabled={false}
              onChange={(time) => onChange(onceText({ ...moment, time }))}
            />
          </div>
        </Field>
      )}
    </>
  );
}
