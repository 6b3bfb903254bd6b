import { TextInput } from "@mantine/core";
import { useState } from "react";
import { Icon } from "@/components/icons";
import { t } from "@/i18n";
import styles from "./builder.module.css";
import { readTime } from "./truth";

interface TimeInputProps {
  time: string;
  disabled: boolean;
  onChange: (time: string) => void;
  /** Absent: it is the only one. */
  onRemove?: () => void;
}

/** One time of day, in 24 hours whatever the webview's language; "9" and "930" are understood. */
export function TimeInput({ time, disabled, onChange, onRemove }: TimeInputProps) {
  const [typed, setTyped] = useState<string>();
  const settle = () => {
    const read = typed === undefined ? undefined : readTime(typed);
    if (read !== undefined && read !== time) onChange(read);
    setTyped(undefined);
  };
  return (
    <span className={styles.time}>
      <TextInput
        aria-label={t("schedules.form.time")}
        value={typed ?? time}
        disabled={disabled}
        error={typed !== undefined && typed.length > 4 && readTime(typed) === undefined}
        maxLength={5}
        inputMode="numeric"
        autoComplete="off"
        onChange={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          const read = readTime(text);
          // A whole time counts at once; half of one waits until the field is left.
          if (text.length === 5 && read !== undefined) onChange(read);
        }}
        onBlur={settle}
        onKeyDown={(event) => event.key === "Enter" && settle()}
      />
      {onRemove && (
        <button type="button" aria-label={t("schedules.form.removeTime", { time })} onClick={onRemove}>
          <Icon name="close" size={12} />
        </button>
      )}
    </span>
  );
}
