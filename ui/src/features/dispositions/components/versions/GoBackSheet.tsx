import { ConfirmSheet } from "@/components/ConfirmSheet";
import { t } from "@/i18n";
import { useWrite } from "@/lib/query";
import { toastDone } from "@/lib/toast";
import type { MapVersion } from "@/rpc/types";
import { whenText } from "../../words";

interface GoBackSheetProps {
  version: MapVersion;
  connection: string;
  /** The published version that it replaces. */
  over: number;
  hasDraft: boolean;
  open: boolean;
  onClose: () => void;
  onDone: () => void;
}

export function GoBackSheet(props: GoBackSheetProps) {
  const { version, connection, over, hasDraft, open, onClose, onDone } = props;
  const n = version.version;
  const back = useWrite("disposition.go_back", {
    onSuccess: ({ version: now }) => {
      onClose();
      onDone();
      toastDone(t("dispositions.versions.goBackDone", { version: now.version, n }));
    },
  });
  return (
    <ConfirmSheet
      open={open}
      onClose={onClose}
      title={t("dispositions.versions.goBackTitle", { n })}
      verb={t("dispositions.versions.goBackVerb", { n })}
      pending={back.isPending}
      error={back.error}
      onConfirm={() => back.mutate({ connection, version: n, over })}
    >
      {t("dispositions.versions.goBackBody", { n, at: whenText(version.at) })}{" "}
      {hasDraft && t("dispositions.versions.goBackDraft")}
    </ConfirmSheet>
  );
}
