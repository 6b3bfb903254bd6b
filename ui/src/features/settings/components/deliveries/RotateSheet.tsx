import { Select } from "@mantine/core";
import { useState } from "react";
import { ConfirmSheet } from "@/components/ConfirmSheet";
import { t } from "@/i18n";

interface RotateSheetProps {
  /** Whose secret it is. */
  name: string;
  /** What becomes of the old one. */
  words: string;
  open: boolean;
  onClose: () => void;
  onRotate: (keepOldHours: number) => void;
  pending: boolean;
  error: unknown;
}

const HOURS = ["0", "1", "24", "72", "168"] as const;

/** Asks for how long the old secret is to hold beside the new one. */
export function RotateSheet({ name, words, onRotate, ...rest }: RotateSheetProps) {
  const [hours, setHours] = useState<(typeof HOURS)[number]>("24");
  return (
    <ConfirmSheet
      title={t("listener.rotateTitle", { name })}
      verb={t("listener.rotate")}
      onConfirm={() => onRotate(Number(hours))}
      {...rest}
    >
      <p style={{ marginTop: 0 }}>{words}</p>
      <Select
        label={t("listener.keepOld")}
        data={HOURS.map((value) => ({ value, label: t(`listener.hours.${value}`) }))}
        value={hours}
        onChange={(value) => setHours(HOURS.find((known) => known === value) ?? hours)}
        allowDeselect={false}
      />
    </ConfirmSheet>
  );
}
