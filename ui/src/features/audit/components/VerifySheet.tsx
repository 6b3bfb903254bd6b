import { Button, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Facts, Section } from "@/components/layout";
import { Sheet } from "@/components/Sheet";
import { ShapeIcon } from "@/components/state-mark";
import { TimeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { ownZone } from "@/lib/time";
import { messageFor } from "@/lib/words";
import type { AuditVerified } from "@/rpc/types";
import styles from "./audit.module.css";

interface VerifySheetProps {
  open: boolean;
  onClose: () => void;
  /** Shows the row in the log. */
  onShow: (seq: number) => void;
}

/** Recomputes the chain and says what holds, what does not, and what such a check cannot show. */
export function VerifySheet({ open, onClose, onShow }: VerifySheetProps) {
  const verify = useWrite("audit.verify");
  const [anchor, setAnchor] = useState("");
  const { mutate } = verify;
  // Who opens the sheet wants to know; only the anchor is asked for first, and it is optional.
  useEffect(() => {
    if (open) mutate({});
  }, [open, mutate]);
  const anchorWords = verify.error ? messageFor(verify.error, "anchor") : undefined;
  const check = () => mutate({ anchor: anchor.trim() || undefined });
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={t("audit.verifyTitle")}
      size={560}
      footer={
        <Button onClick={check} loading={verify.isPending}>
          {t("audit.verifyAgain")}
        </Button>
      }
    >
      <div className={styles.verify} aria-live="polite">
        {verify.isPending && <p className={styles.quiet}>{t("audit.verifying")}</p>}
        {verify.error && !anchorWords && <ErrorNotice error={verify.error} onRetry={check} />}
        {verify.data && !verify.isPending && <Outcome verified={verify.data} onShow={onShow} />}
      </div>
      <Textarea
        label={t("audit.anchorLabel")}
        description={t("audit.anchorHint")}
        placeholder="callboard-anchor-1 …"
        classNames={{ input: styles.mono }}
        autosize
        minRows={3}
        value={anchor}
        error={anchorWords}
        onChange={(event) => setAnchor(event.currentTarget.value)}
      />
    </Sheet>
  );
}

function Outcome({ verified, onShow }: { verified: AuditVerified; onShow: (seq: number) => void }) {
  const { ok, first_bad: bad, not_compared: silent, remarks } = verified;
  const proven = ok && silent == null;
  return (
    <>
      <div className={styles.verdict} data-ok={proven}>
        <ShapeIcon
          shape={proven ? "check" : ok ? "triangle" : "cross"}
          tone={proven ? "good" : ok ? "warn" : "bad"}
          size={24}
        />
        <div>
          <p className={styles.verdictTitle}>
            {proven ? t("audit.holds") : ok ? t("audit.notCompared") : t("audit.broken")}
          </p>
          {ok && silent != null && <p className={styles.fault}>{silent}</p>}
          {bad && (
            <p className={styles.fault}>
              {t("audit.firstBad")}: <strong>{bad.words}</strong>
            </p>
          )}
        </div>
        {bad && (
          <Button variant="default" onClick={() => onShow(bad.seq)}>
            {t("audit.showRow", { seq: bad.seq })}
          </Button>
        )}
      </div>
      <Facts
        rows={[
          [t("audit.rows"), number(verified.rows)],
          [t("audit.seals"), number(verified.seals)],
          [t("audit.checkpoints"), number(verified.checkpoints)],
          [t("audit.verifiedAt"), <TimeText key="at" at={verified.verified_at} zone={ownZone()} seconds />],
        ]}
      />
      <Section title={t("audit.remarks")}>
        <ul className={styles.remarks}>
          {remarks.map((remark) => (
            <li key={remark}>{remark}</li>
          ))}
        </ul>
      </Section>
    </>
  );
}
