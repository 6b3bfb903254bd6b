import { Button, NumberInput, PasswordInput, Radio, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Sheet } from "@/components/Sheet";
import { t } from "@/i18n";
import { useConnection } from "@/lib/connection";
import { useWrite } from "@/lib/query";
import { toastDone } from "@/lib/toast";
import type { Source, SourceAuth, SourceKind } from "@/rpc/types";
import { complaintFor, otherThan } from "../../api/field";
import type { Made } from "../deliveries/SecretSheet";
import styles from "../settings.module.css";

interface SourceFormProps {
  /** Absent: a new one. */
  source: Source | undefined;
  /** Whether the listener is on a loopback address, where alone a source may prove nothing. */
  loopback: boolean;
  open: boolean;
  onClose: () => void;
  /** A secret was made here: it is shown this once. */
  onMade: (made: Made) => void;
}

export function SourceForm({ source, open, ...rest }: SourceFormProps) {
  const title = source ? t("listener.editSourceTitle", { name: source.name }) : t("listener.addTitle");
  return (
    <Sheet open={open} onClose={rest.onClose} title={title} size={520}>
      <Form key={source?.id ?? "new"} source={source} {...rest} />
    </Sheet>
  );
}

const FIELDS = ["name", "kind", "connection", "auth", "tolerance_seconds", "secret"];
const KINDS: readonly SourceKind[] = ["call-result", "data-action", "callback", "event"];
const AUTHS: readonly SourceAuth[] = ["signature", "bearer", "none"];

function Form({ source, loopback, onClose, onMade }: Omit<SourceFormProps, "open">) {
  const { all, current } = useConnection();
  const [name, setName] = useState(source?.name ?? "");
  const [kind, setKind] = useState<SourceKind>(source?.kind ?? "call-result");
  const [connection, setConnection] = useState(source?.connection ?? current?.id ?? all[0]?.id ?? "");
  const [auth, setAuth] = useState<SourceAuth>(source?.auth ?? "signature");
  const [tolerance, setTolerance] = useState<number | string>(source?.tolerance_seconds ?? 300);
  const [secret, setSecret] = useState("");
  const save = useWrite("source.save", {
    onSuccess: ({ source: saved, secret: made }) => {
      onClose();
      if (made === null) toastDone(t("settings.saved"), saved.name);
      else onMade({ name: saved.name, secret: made, of: "source" });
    },
  });
  const other = otherThan(save.error, FIELDS);
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({
          id: source?.id ?? null,
          name: name.trim(),
          kind,
          connection,
          auth,
          tolerance_seconds: Number(tolerance) || null,
          enabled: source?.enabled ?? true,
          secret: secret.trim() === "" ? null : secret.trim(),
        });
      }}
    >
      {other !== undefined && <ErrorNotice error={other} />}
      <TextInput
        data-autofocus
        label={t("listener.name")}
        value={name}
        error={complaintFor(save.error, "name")}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label={t("listener.kind")}
        data={KINDS.map((value) => ({ value, label: t(`listener.kinds.${value}`) }))}
        value={kind}
        disabled={source !== undefined}
        error={complaintFor(save.error, "kind")}
        onChange={(value) => setKind(KINDS.find((known) => known === value) ?? kind)}
        allowDeselect={false}
      />
      <Select
        label={t("listener.connection")}
        data={all.map(({ id, settings }) => ({ value: id, label: settings.name }))}
        value={connection}
        error={complaintFor(save.error, "connection")}
        onChange={(value) => setConnection(value ?? connection)}
        allowDeselect={false}
      />
      <Radio.Group
        label={t("listener.auth")}
        value={auth}
        error={complaintFor(save.error, "auth")}
        onChange={(value) => setAuth(AUTHS.find((known) => known === value) ?? auth)}
      >
        <div className={styles.form} style={{ gap: 8, paddingBlock: 8 }}>
          {AUTHS.map((value) => {
            const shut = value === "none" && !loopback;
            return (
              <Radio
                key={value}
                value={value}
                label={t(`listener.auths.${value}`)}
                description={shut ? t("listener.noneOnlyHere") : t(`listener.authHints.${value}`)}
                disabled={shut}
              />
            );
          })}
        </div>
      </Radio.Group>
      {auth === "signature" && (
        <NumberInput
          label={t("listener.tolerance")}
          description={t("listener.toleranceHint")}
          min={1}
          allowDecimal={false}
          value={tolerance}
          error={complaintFor(save.error, "tolerance_seconds")}
          onChange={setTolerance}
        />
      )}
      {auth !== "none" && (
        <PasswordInput
          label={t("listener.secret")}
          description={source?.auth === auth ? t("listener.secretKeep") : t("listener.secretNew")}
          placeholder={auth === "signature" ? "whsec_…" : undefined}
          autoComplete="new-password"
          value={secret}
          error={complaintFor(save.error, "secret")}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
      )}
      <div className={styles.foot}>
        <Button type="submit" loading={save.isPending}>
          {t("settings.save")}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t("parts.cancel")}
        </Button>
      </div>
    </form>
  );
}
