import { Button, PasswordInput, Radio } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ConfirmSheet } from "@/components/ConfirmSheet";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Choices, FieldPair, useSavedForm } from "@/components/form";
import text from "@/components/text.module.css";
import { t } from "@/i18n";
import { toastDone } from "@/lib/toast";
import type { SecretStore, SecretStoreKind } from "@/rpc/types";
import styles from "./store.module.css";

const KINDS: readonly SecretStoreKind[] = ["keyring", "session", "file"];

/** The choice of the store. To keep secrets for this session only is asked once more: connections then lose theirs. */
export function StoreForm({ store }: { store: SecretStore }) {
  const [asking, setAsking] = useState(false);
  const { form, notice, pending, submit, dismiss } = useSavedForm({
    command: "secrets.use",
    initial: { kind: store.kind, passphrase: "", repeated: "" },
    args: ({ kind, passphrase }) => ({ kind, passphrase: kind === "file" ? passphrase : null }),
    onSaved: () => {
      setAsking(false);
      form.setValues({ passphrase: "", repeated: "" });
      toastDone(t("settings.secrets.chosen"));
    },
  });
  const { kind, passphrase, repeated } = form.values;
  // An old file knows its passphrase; a new one is shut for ever by a slip of the finger.
  const known = store.kind === "file";
  const proven = passphrase !== "" && (known || repeated === passphrase);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (kind === "session") setAsking(true);
    else submit(event);
  };
  return (
    <form className={styles.form} onSubmit={onSubmit}>
      <Radio.Group
        label={t("settings.secrets.choose")}
        value={kind}
        onChange={(value) => {
          dismiss();
          form.setFieldValue("kind", value as SecretStoreKind);
        }}
      >
        <Choices>
          {KINDS.map((each) => (
            <Radio
              key={each}
              value={each}
              label={labelOf(each, store)}
              description={t(`settings.secrets.${each}Hint`)}
            />
          ))}
        </Choices>
      </Radio.Group>
      {kind === "file" && (
        <FieldPair>
          <PasswordInput
            label={t("settings.secrets.passphrase")}
            description={t("settings.secrets.passphraseHint")}
            autoComplete="new-password"
            {...form.getInputProps("passphrase")}
          />
          {!known && (
            <PasswordInput
              label={t("settings.secrets.repeat")}
              autoComplete="new-password"
              {...form.getInputProps("repeated")}
              error={repeated !== "" && repeated !== passphrase && t("settings.secrets.differs")}
            />
          )}
        </FieldPair>
      )}
      {notice && !asking && <ErrorNotice error={notice} />}
      <div>
        <Button type="submit" loading={pending} disabled={kind === "file" ? !proven : !needed(store, kind)}>
          {t(kind === "file" && known ? "settings.secrets.unlock" : "settings.secrets.use")}
        </Button>
        <p className={text.hint}>{t("settings.secrets.moved")}</p>
      </div>
      <ConfirmSheet
        open={asking}
        onClose={() => setAsking(false)}
        title={t("settings.secrets.lossTitle")}
        verb={t("settings.secrets.lossVerb")}
        onConfirm={() => submit()}
        pending={pending}
        error={notice}
      >
        {t("settings.secrets.lossBody")}
      </ConfirmSheet>
    </form>
  );
}

function labelOf(kind: SecretStoreKind, store: SecretStore): string {
  const name = t(`settings.secrets.${kind}`);
  return kind === store.kind ? `${name} (${t("settings.secrets.inUse")})` : name;
}

/** The same store again helps only where it does not work: a keyring that was unlocked meanwhile. */
function needed(store: SecretStore, kind: SecretStoreKind): boolean {
  return kind !== store.kind || !store.usable;
}
