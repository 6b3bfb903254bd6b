import { Button, PasswordInput, Radio } from "@mantine/core";
import { useState } from "react";
import { ConfirmSheet } from "@/components/ConfirmSheet";
import { ErrorNotice } from "@/components/ErrorNotice";
import { t } from "@/i18n";
import { useWrite } from "@/lib/query";
import { toastDone } from "@/lib/toast";
import type { SecretStore, SecretStoreKind } from "@/rpc/types";
import { complaintFor, otherThan } from "../../api/field";
import styles from "../settings.module.css";

const KINDS: readonly SecretStoreKind[] = ["keyring", "session", "file"];

/** Chooses the store. To keep secrets for this session only is asked once more: connections then lose theirs. */
export function StoreForm({ store }: { store: SecretStore }) {
  const [kind, setKind] = useState(store.kind);
  const [passphrase, setPassphrase] = useState("");
  const [repeated, setRepeated] = useState("");
  const [asking, setAsking] = useState(false);
  const use = useWrite("secrets.use", {
    onSuccess: () => {
      setAsking(false);
      setPassphrase("");
      setRepeated("");
      toastDone(t("settings.secrets.chosen"));
    },
  });
  const send = () => use.mutate({ kind, passphrase: kind === "file" ? passphrase : null });
  const differs = repeated !== "" && repeated !== passphrase;
  // An old file knows its passphrase; a new one is shut for ever by a slip of the finger.
  const known = store.kind === "file";
  const proven = known || repeated === passphrase;
  const ready = kind === "file" ? passphrase !== "" && proven : needed(store, kind);
  const other = otherThan(use.error, ["passphrase"]);
  return (
    <form
      className={styles.form}
      style={{ paddingBlockStart: 16 }}
      onSubmit={(event) => {
        event.preventDefault();
        if (kind === "session") setAsking(true);
        else send();
      }}
    >
      <Radio.Group
        label={t("settings.secrets.choose")}
        value={kind}
        onChange={(value) => {
          use.reset();
          setKind(value as SecretStoreKind);
        }}
      >
        <div className={styles.form} style={{ gap: 12, paddingBlockStart: 8 }}>
          {KINDS.map((each) => (
            <Radio
              key={each}
              value={each}
              label={
                each === store.kind
                  ? `${t(`settings.secrets.${each}`)} (${t("settings.secrets.inUse")})`
                  : t(`settings.secrets.${each}`)
              }
              description={t(`settings.secrets.${each}Hint`)}
            />
          ))}
        </div>
      </Radio.Group>
      {kind === "file" && (
        <div className={styles.fieldset}>
          <PasswordInput
            label={t("settings.secrets.passphrase")}
            description={t("settings.secrets.passphraseHint")}
            autoComplete="new-password"
            value={passphrase}
            error={complaintFor(use.error, "passphrase")}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
          />
          {!known && (
            <PasswordInput
              label={t("settings.secrets.repeat")}
              autoComplete="new-password"
              value={repeated}
              error={differs ? t("settings.secrets.differs") : undefined}
              onChange={(event) => setRepeated(event.currentTarget.value)}
            />
          )}
        </div>
      )}
      {other !== undefined && !asking && <ErrorNotice error={other} />}
      <div>
        <Button type="submit" loading={use.isPending} disabled={!ready}>
          {kind === "file" && known ? t("settings.secrets.unlock") : t("settings.secrets.use")}
        </Button>
        <p className={styles.hint}>{t("settings.secrets.moved")}</p>
      </div>
      <ConfirmSheet
        open={asking}
        onClose={() => setAsking(false)}
        title={t("settings.secrets.lossTitle")}
        verb={t("settings.secrets.lossVerb")}
        onConfirm={send}
        pending={use.isPending}
        error={use.error}
      >
        {t("settings.secrets.lossBody")}
      </ConfirmSheet>
    </form>
  );
}

/** The same store again helps only where it does not work: a keyring that was unlocked meanwhile. */
function needed(store: SecretStore, kind: SecretStoreKind): boolean {
  return kind !== store.kind || !store.usable;
}
