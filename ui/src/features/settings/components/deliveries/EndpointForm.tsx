import { Checkbox, PasswordInput, Switch, TextInput } from "@mantine/core";
import { Choices, FormSheet, orNone } from "@/components/form";
import type { Made } from "@/components/SecretSheet";
import { t } from "@/i18n";
import { toastDone } from "@/lib/toast";
import type { Endpoint } from "@/rpc/types";
import { EVENTS, madeFor } from "./events";

interface EndpointFormProps {
  /** Absent: a new one. */
  endpoint: Endpoint | undefined;
  open: boolean;
  onClose: () => void;
  /** A secret was made here: it is shown this once. */
  onMade: (made: Made) => void;
}

export function EndpointForm({ endpoint, open, onClose, onMade }: EndpointFormProps) {
  const edited = endpoint && t("settings.deliveries.editTitle", { name: endpoint.name });
  return (
    <FormSheet
      {...{ open, onClose }}
      title={edited ?? t("settings.deliveries.addTitle")}
      command="endpoint.save"
      initial={{
        name: endpoint?.name ?? "",
        url: endpoint?.url ?? "",
        events: endpoint?.events ?? ["campaign.completed"],
        enabled: endpoint?.enabled ?? true,
        secret: "",
      }}
      check={{ events: (events) => (events.length === 0 ? t("settings.deliveries.noEvent") : undefined) }}
      args={({ name, url, events, enabled, secret }) => ({
        id: endpoint?.id ?? null,
        name: name.trim(),
        url: url.trim(),
        events,
        enabled,
        secret: orNone(secret),
      })}
      onSaved={({ endpoint: saved, secret }) =>
        secret === null ? toastDone(t("parts.saved"), saved.name) : onMade(madeFor(saved.name, secret))
      }
    >
      {(form) => (
        <>
          <TextInput data-autofocus label={t("settings.deliveries.name")} {...form.getInputProps("name")} />
          <TextInput
            label={t("settings.deliveries.url")}
            description={t("settings.deliveries.urlHint")}
            placeholder="https://crm.example.com/hooks/callboard"
            inputMode="url"
            spellCheck={false}
            {...form.getInputProps("url")}
          />
          <Checkbox.Group label={t("settings.deliveries.events")} {...form.getInputProps("events")}>
            <Choices>
              {EVENTS.map(({ name, words, sent }) => (
                <Checkbox
                  key={name}
                  value={name}
                  label={name}
                  description={words}
                  disabled={!sent && !form.values.events.includes(name)}
                />
              ))}
            </Choices>
          </Checkbox.Group>
          <PasswordInput
            label={t("settings.deliveries.secret")}
            description={t(endpoint ? "settings.deliveries.secretKeep" : "settings.deliveries.secretNew")}
            placeholder="whsec_…"
            autoComplete="new-password"
            {...form.getInputProps("secret")}
          />
          <Switch
            label={t("settings.deliveries.enabled")}
            {...form.getInputProps("enabled", { type: "checkbox" })}
          />
        </>
      )}
    </FormSheet>
  );
}
