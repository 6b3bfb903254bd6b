import { Textarea } from "@mantine/core";
import { useState } from "react";
import { ConfirmSheet } from "@/components/ConfirmSheet";
import { t } from "@/i18n";
import { useWrite } from "@/lib/query";
import { toastDone } from "@/lib/toast";

interface RuleOffSheetProps {
  id: string;
  open: boolean;
  onClose: () => void;
}

/** A rule is switched off only with a reason, and the reason is kept. */
export function RuleOffSheet({ id, open, onClose }: RuleOffSheetProps) {
  const [why, setWhy] = useState("");
  const [tried, setTried] = useState(false);
  const off = useWrite("rule.off", {
    onSuccess: () => {
      onClose();
      toastDone(t("settings.rules.isOff", { id }));
    },
  });
  const empty = why.trim() === "";
  return (
    <ConfirmSheet
      open={open}
      onClose={onClose}
      title={t("settings.rules.offTitle", { id })}
      verb={t("settings.rules.offVerb", { id })}
      onConfirm={() => {
        setTried(true);
        if (!empty) off.mutate({ id, why: why.trim() });
      }}
      danger
      pending={off.isPending}
      error={off.error}
    >
      <p style={{ marginBlockStart: 0 }}>{t("settings.rules.offBody")}</p>
      <Textarea
        label={t("settings.rules.offWhy")}
        autosize
        minRows={2}
        value={why}
        error={tried && empty ? t("settings.rules.offNeeds") : undefined}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
    </ConfirmSheet>
  );
}
