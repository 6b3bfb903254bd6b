import { Switch } from "@mantine/core";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";

interface SealsSwitchProps {
  shown: boolean;
  /** How many the list leaves out now. */
  leftOut: number;
  onChange: (shown: boolean) => void;
}

/** Seals are most rows of a busy log and no decision of anybody: they are shown on request, and counted meanwhile. */
export function SealsSwitch({ shown, leftOut, onChange }: SealsSwitchProps) {
  const label =
    !shown && leftOut > 0
      ? t("audit.sealsLeftOut", { count: leftOut, n: number(leftOut) })
      : t("audit.sealsShown");
  return (
    <Switch
      size="xs"
      label={label}
      title={t("audit.sealsHint")}
      checked={shown}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
