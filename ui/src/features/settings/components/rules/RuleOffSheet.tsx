import { Textarea } from "@mantine/core";
import { useState } from "react";
import { ConfirmSheet } from "@/components/ConfirmSheet";
import { t } from "@/i18n";
import { useWrite } from "@/lib/query";
import type { RuleTreatment } from "@/rpc/types";
import { forbiddenIn } from "./forbidden";
import { tellChanged } from "./Standing";
import { StandingChoice } from "./StandingChoice";

interface RuleOffSheetProps {
  id: string;
  open: boolean;
  onClose: () => void;
}

/** A rule is switched off only with a reason, and the reason is kept. */
export function RuleOffSheet({ id, open, onClose }: RuleOffSheetProps) {
  const [why, setWhy] = useState("");
  const [tried, setTried] = useState(false);
  const [standing, setStanding] = useState<RuleTreatment>("withdraw");
  const off = useWrite("rule.off", {
    onSuccess: (rules) => {
      onClose();
      tellChanged(t("settings.rules.isOff", { id }), rules);
    },
  });
  const empty = why.trim() === "";
  const forbidden = forbiddenIn(off.error);
  return (
    <ConfirmSheet
      open={open}
      onClose={onClose}
      title={t("settings.rules.offTitle", { id })}
      verb={t("settings.rules.offVerb", { id })}
      onConfirm={() => {
        setTried(true);
        const asked = { id, why: why.trim() };
        if (!empty) off.mutate(forbidden === undefined ? asked : { ...asked, standing });
      }}
      danger
      pending={off.isPending}
      error={forbidden === undefined ? off.error : undefined}
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
      {forbidden !== undefined && (
        <StandingChoice forbidden={forbidden} value={standing} onChange={setStanding} />
      )}
    </ConfirmSheet>
  );
}
