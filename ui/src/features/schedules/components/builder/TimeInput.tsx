import { TimeField } from "@/components/date-time";
import { Icon } from "@/components/icons";
import { t } from "@/i18n";
import styles from "./builder.module.css";

interface TimeInputProps {
  time: string;
  disabled: boolean;
  onChange: (time: string) => void;
  /** Absent: it is the only one. */
  onRemove?: () => void;
}

/** One time of day of several. Half of one changes nothing yet. */
export function TimeInput({ time, disabled, onChange, onRemove }: TimeInputProps) {
  return (
    <TimeField
      aria-label={t("schedules.form.time")}
      className={styles.time}
      value={time}
      disabled={disabled}
      onChange={(next) => next !== "" && onChange(next)}
      rightSection={
        onRemove && (
          <button type="button" aria-label={t("schedules.form.removeTime", { time })} onClick={onRemove}>
            <Icon name="close" size={12} />
          </button>
        )
      }
    />
  );
}
