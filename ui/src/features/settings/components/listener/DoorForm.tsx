import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Sheet } from "@/components/Sheet";
import { t } from "@/i18n";
import { useWrite } from "@/lib/query";
import { toastDone } from "@/lib/toast";
import type { ListenerSettings } from "@/rpc/types";
import { complaintFor, otherThan } from "../../api/field";
import styles from "../settings.module.css";

interface DoorFormProps {
  settings: ListenerSettings;
  open: boolean;
  onClose: () => void;
}

export function DoorForm({ settings, open, onClose }: DoorFormProps) {
  return (
    <Sheet open={open} onClose={onClose} title={t("listener.editTitle")} size={520}>
      <Form settings={settings} onClose={onClose} />
    </Sheet>
  );
}

const FIELDS = [
  { field: "address", label: "listener.address", hint: "listener.addressHint" },
  { field: "public_url", label: "listener.publicUrl", hint: "listener.publicUrlHint" },
  { field: "tls_cert", label: "listener.tlsCert", hint: "listener.tlsHint" },
  { field: "tls_key", label: "listener.tlsKey", hint: "listener.tlsHint" },
] as const;

function Form({ settings, onClose }: Omit<DoorFormProps, "open">) {
  const [draft, setDraft] = useState(settings);
  const save = useWrite("listener.set", {
    onSuccess: () => {
      onClose();
      toastDone(t("listener.saved"));
    },
  });
  const other = otherThan(
    save.error,
    FIELDS.map(({ field }) => field),
  );
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ ...draft, enabled: settings.enabled });
      }}
    >
      {other !== undefined && <ErrorNotice error={other} />}
      {FIELDS.map(({ field, label, hint }, index) => (
        <TextInput
          key={field}
          data-autofocus={index === 0 || undefined}
          label={t(label)}
          description={t(hint)}
          spellCheck={false}
          value={draft[field] ?? ""}
          error={complaintFor(save.error, field)}
          onChange={(event) => setDraft({ ...draft, [field]: event.currentTarget.value })}
        />
      ))}
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
