import { useState } from "react";
import { ConfirmSheet } from "@/components/ConfirmSheet";
import { t } from "@/i18n";
import type { Forbidden, RuleTreatment } from "@/rpc/types";
import { StandingChoice } from "./StandingChoice";

interface StandingSheetProps {
  id: string;
  /** Absent: there is nothing to ask. */
  forbidden: readonly Forbidden[] | undefined;
  pending: boolean;
  onChoose: (treatment: RuleTreatment) => void;
  onClose: () => void;
}

/** Asks what becomes of windows that a rule forbids when it is switched on. */
export function StandingSheet({ id, forbidden, pending, onChoose, onClose }: StandingSheetProps) {
  const [treatment, setTreatment] = useState<RuleTreatment>("withdraw");
  return (
    <ConfirmSheet
      open={forbidden !== undefined}
      onClose={onClose}
      title={t("settings.rules.standing.onTitle", { id })}
      verb={t(`settings.rules.standing.onVerb.${treatment}`)}
      onConfirm={() => onChoose(treatment)}
      danger={treatment !== "keep"}
      pending={pending}
    >
      <StandingChoice forbidden={forbidden ?? []} value={treatment} onChange={setTreatment} />
    </ConfirmSheet>
  );
}
