import { Button, Checkbox, PasswordInput, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Sheet } from "@/components/Sheet";
import { t } from "@/i18n";
import { useWrite } from "@/lib/query";
import { toastDone } from "@/lib/toast";
import type { Endpoint } from "@/rpc/types";
import { complaintFor, otherThan } from "../../api/field";
import styles from "../settings.module.css";
import { EVENTS } from "./events";

interface EndpointFormProps {
  /** Absent: a new one. */
  endpoint: Endpoint | undefined;
  open: boolean;
  onClose: () => void;
  /** A secret was made here: it is shown this once. */
  onMade: (made: { name: string; secret: string }) => void;
}

export function EndpointForm({ endpoint, open, onClose, onMade }: EndpointFormProps) {
  const title = endpoint
    ? t("settings.deliveries.editTitle", { name: endpoint.name })
    : t("settings.deliveries.addTitle");
  return (
    <Sheet open={open} onClose={onClose} title={title} size={520}>
      <Form key={endpoint?.id ?? "new"} endpoint={endpoint} onClose={onClose} onMade={onMade} />
    </Sheet>
  );
}

const FIELDS = ["name", "url", "events", "secret"];

function Form({ endpoint, onClose, onMade }: Omit<EndpointFormProps, "open">) {
  const [name, setName] = useState(endpoint?.name ?? "");
  const [url, setUrl] = useState(endpoint?.url ?? "");
  const [events, setEvents] = useState<string[]>(endpoint?.events ?? ["campaign.completed"]);
  const [enabled, setEnabled] = useState(endpoint?.enabled ?? true);
  const [secret, setSecret] = useState("");
  const save = useWrite("endpoint.save", {
    onSuccess: ({ endpoint: saved, secret: made }) => {
      onClose();
      if (made === null) toastDone(t("settings.saved"), saved.name);
      else onMade({ name: saved.name, secret: made });
    },
  });
  const other = otherThan(save.error, FIELDS);
  const noEvent = events.length === 0 ? t("settings.deliveries.noEvent") : undefined;
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (noEvent !== undefined) return;
        save.mutate({
          id: endpoint?.id ?? null,
          name: name.trim(),
          url: url.trim(),
          events,
          enabled,
          secret: secret.trim() === "" ? null : secret.trim(),
        });
      }}
    >
      {other !== undefined && <ErrorNotice error={other} />}
      <TextInput
        data-autofocus
        label={t("settings.deliveries.name")}
        value={name}
        error={complaintFor(save.error, "name")}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t("settings.deliveries.url")}
        description={t("settings.deliveries.urlHint")}
        placeholder="https://crm.example.com/hooks/callboard"
        inputMode="url"
        spellCheck={false}
        value={url}
        error={complaintFor(save.error, "url")}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <Checkbox.Group
        label={t("settings.deliveries.events")}
        value={events}
        onChange={setEvents}
        error={noEvent ?? complaintFor(save.error, "events")}
      >
        <div className={styles.form} style={{ gap: 8, paddingBlock: 8 }}>
          {EVENTS.map((event) => (
            <Checkbox
              key={event.name}
              value={event.name}
              label={event.name}
              description={event.words}
              disabled={!event.sent && !events.includes(event.name)}
            />
          ))}
        </div>
      </Checkbox.Group>
      <PasswordInput
        label={t("settings.deliveries.secret")}
        description={endpoint ? t("settings.deliveries.secretKeep") : t("settings.deliveries.secretNew")}
        placeholder="whsec_…"
        autoComplete="new-password"
        value={secret}
        error={complaintFor(save.error, "secret")}
        onChange={(event) => setSecret(event.currentTarget.value)}
      />
      <Switch
        label={t("settings.deliveries.enabled")}
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
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
