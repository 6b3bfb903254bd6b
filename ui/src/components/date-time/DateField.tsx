import { DateInput, type DateInputProps } from "@mantine/dates";
import { t } from "@/i18n";
import styles from "./date-time.module.css";

type DateFieldProps = Omit<DateInputProps, "valueFormat" | "ariaLabels" | "value" | "onChange"> & {
  /** `2026-11-24`; empty where none was chosen. */
  value?: string;
  onChange?: (date: string) => void;
};

/** A day of the calendar: typed as `2026-11-24` or `24 Nov 2026`, or chosen from a month. */
export function DateField({ value, onChange, ...props }: DateFieldProps) {
  return (
    <DateInput
      size="xs"
      valueFormat="D MMM YYYY"
      value={value || null}
      onChange={(date) => onChange?.(date ?? "")}
      // Inside the page's or the sheet's own part, so that it is read with it.
      popoverProps={{ withinPortal: false }}
      clearButtonProps={{ "aria-label": t("parts.clearDate") }}
      classNames={{ day: styles.day, weekday: styles.weekday }}
      ariaLabels={LABELS}
      {...props}
    />
  );
}

const LABELS = {
  nextMonth: t("parts.nextMonth"),
  previousMonth: t("parts.previousMonth"),
  nextYear: t("parts.nextYear"),
  previousYear: t("parts.previousYear"),
  nextDecade: t("parts.nextDecade"),
  previousDecade: t("parts.previousDecade"),
};
