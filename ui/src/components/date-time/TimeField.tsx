import { TimePicker, type TimePickerProps } from "@mantine/dates";
import { t } from "@/i18n";

type TimeFieldProps = Omit<
  TimePickerProps,
  "format" | "hoursInputLabel" | "minutesInputLabel" | "withSeconds" | "clearable"
>;

/** A time of day, `09:00`: 24 hours whatever the webview's language, typed or stepped with the arrow keys. */
export function TimeField({ label, "aria-label": name = String(label ?? ""), ...props }: TimeFieldProps) {
  return (
    <TimePicker
      size="xs"
      format="24h"
      label={label}
      aria-label={name}
      hoursInputLabel={t("parts.hoursOf", { name })}
      minutesInputLabel={t("parts.minutesOf", { name })}
      {...props}
    />
  );
}
