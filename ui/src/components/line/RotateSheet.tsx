import { Select } from "@mantine/core";
import { useState } from "react";
import { t } from "@/i18n";
import { useWrite } from "@/lib/query";
import { ConfirmSheet } from "../ConfirmSheet";

export interface Rotation {
  command: "source.rotate" | "endpoint.rotate";
  id: string;
  /** A sentence on the old secret. */
  body: string;
  /** The new one, to be shown this once; and which are in force now, and until when. */
  onMade: (secret: string, inForce: string | undefined) => void;
}

interface RotateSheetProps extends Rotation {
  /** The owner's name. */
  name: string;
  open: boolean;
  onClose: () => void;
}

const HOURS = ["0", "1", "24", "72", "168"] as const;

/** The question before a new secret is made: for how long the old one holds beside it. */
export function RotateSheet({ command, id, body, onMade, name, open, onClose }: RotateSheetProps) {
  const [hours, setHours] = useState<(typeof HOURS)[number]>("24");
  const rotate = useWrite(command, {
    onSuccess: ({ secret, in_force }) => {
      onClose();
      if (secret !== null) onMade(secret, in_force ?? undefined);
    },
  });
  return (
    <ConfirmSheet
      open={open}
      onClose={onClose}
      title={t("parts.rotateTitle", { name })}
      verb={t("parts.rotate")}
      onConfirm={() => rotate.mutate({ id, keep_old_hours: Number(hours) })}
      pending={rotate.isPending}
      error={rotate.error}
    >
      <p style={{ marginTop: 0 }}>{body}</p>
      <Select
        label={t("parts.keepOld")}
        data={HOURS.map((value) => ({ value, label: t(`parts.hours.${value}`) }))}
        value={hours}
        onChange={(value) => setHours(HOURS.find((known) => known === value) ?? hours)}
      />
    </ConfirmSheet>
  );
}
