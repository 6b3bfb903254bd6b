import { TextInput } from "@mantine/core";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";

interface ConfirmCountProps {
  count: number;
  value: string;
  onChange: (typed: string) => void;
}

/** A count that a person has to type, so that nothing comes off a list by a habit of clicking. */
export function ConfirmCount({ count, value, onChange }: ConfirmCountProps) {
  return (
    <TextInput
      label={t("dnc.import.typeCount", { n: number(count) })}
      inputMode="numeric"
      autoComplete="off"
      w={240}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** With the separators of the reader or without: "1,204" and "1204". */
export function isCount(typed: string, count: number): boolean {
  const digits = typed.trim().replaceAll(/[\s.,'’]/g, "");
  return digits === String(count);
}
