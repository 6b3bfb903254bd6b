import { SegmentedControl } from "@mantine/core";
import { useId } from "react";
import { t } from "@/i18n";
import { useWrite } from "@/lib/query";
import { toastDone, toastFailure } from "@/lib/toast";
import type { Dispositions } from "@/rpc/types";
import styles from "../lists.module.css";

/** What happens meanwhile to events whose code the map does not know. */
export function PolicyBar({ shown }: { shown: Dispositions }) {
  const id = useId();
  const set = useWrite("disposition.unmapped_policy", {
    onSuccess: (_, { policy }) => toastDone(t(`dispositions.unmapped.policyDone.${policy}`)),
    onError: toastFailure,
  });
  const policy = shown.unmapped_policy;
  return (
    <div className={styles.policy}>
      <span id={id}>{t("dispositions.unmapped.policy")}</span>
      <SegmentedControl
        aria-labelledby={id}
        value={policy}
        disabled={set.isPending}
        onChange={(value) =>
          set.mutate({ connection: shown.connection, policy: value === "hold" ? "hold" : "write" })
        }
        data={[
          { value: "write", label: t("dispositions.unmapped.write") },
          { value: "hold", label: t("dispositions.unmapped.hold") },
        ]}
      />
      <p>{t(policy === "hold" ? "dispositions.unmapped.holdHint" : "dispositions.unmapped.writeHint")}</p>
    </div>
  );
}
