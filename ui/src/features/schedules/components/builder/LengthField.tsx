import { Select } from "@mantine/core";
import { useId } from "react";
import { t } from "@/i18n";
import { lengthText } from "../words";
import { Field } from "./Field";

const LENGTHS = [15, 30, 45, 60, 90, 120, 180, 240, 300, 360, 480, 600, 720];

interface LengthFieldProps {
  minutes: number;
  onChange: (minutes: number) => void;
  error?: string;
}

/** How long a window is open, in elapsed time. A length set elsewhere stays in the list. */
export function LengthField({ minutes, onChange, error }: LengthFieldProps) {
  const id = useId();
  const lengths = LENGTHS.includes(minutes)
    ? LENGTHS
    : [...LENGTHS, minutes].sort((one, other) => one - other);
  return (
    <Field label={t("schedules.form.length")} controlId={id} error={error} errorId={`${id}-error`}>
      <Select
        id={id}
        w={120}
        data={lengths.map((length) => ({ value: String(length), label: lengthText(length) }))}
        value={String(minutes)}
        onChange={(value) => value !== null && onChange(Number(value))}
        error={error !== undefined}
        aria-describedby={`${id}-error`}
      />
    </Field>
  );
}
