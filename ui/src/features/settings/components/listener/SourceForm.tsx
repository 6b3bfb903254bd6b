import { NumberInput, PasswordInput, Radio, Select, TextInput } from "@mantine/core";
import { Choices, FormSheet, orNone } from "@/components/form";
import type { Made } from "@/components/SecretSheet";
import { t } from "@/i18n";
import { useConnection } from "@/lib/connection";
import { toastDone } from "@/lib/toast";
import type { Source, SourceAuth, SourceKind } from "@/rpc/types";
import { madeFor } from "./made";

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

const KINDS: readonly SourceKind[] = ["call-result", "data-action", "callback", "event"];
const AUTHS: readonly SourceAuth[] = ["signature", "bearer", "none"];

export function SourceForm({ source, loopback, open, onClose, onMade }: SourceFormProps) {
  const { all, current } = useConnection();
  const edited = source && t("listener.editSourceTitle", { name: source.name });
  return (
    <FormSheet
      {...{ open, onClose }}
      title={edited ?? t("listener.addTitle")}
      command="source.save"
      initial={{
        name: source?.name ?? "",
        kind: source?.kind ?? "call-result",
        connection: source?.connection ?? current?.id ?? "",
        auth: source?.auth ?? "signature",
        tolerance_seconds: (source?.tolerance_seconds ?? 300) as string | number,
        secret: "",
      }}
      args={({ name, tolerance_seconds, secret, ...rest }) => ({
        ...rest,
        id: source?.id ?? null,
        name: name.trim(),
        tolerance_seconds: Number(tolerance_seconds) || null,
        enabled: source?.enabled ?? true,
        secret: orNone(secret),
      })}
      onSaved={({ source: saved, secret }) =>
        secret === null ? toastDone(t("parts.saved"), saved.name) : onMade(madeFor(saved.name, secret))
      }
    >
      {(form) => (
        <>
          <TextInput data-autofocus label={t("listener.name")} {...form.getInputProps("name")} />
          <Select
            label={t("listener.kind")}
            data={KINDS.map((value) => ({ value, label: t(`listener.kinds.${value}`) }))}
            disabled={source !== undefined}
            {...form.getInputProps("kind")}
          />
          <Select
            label={t("listener.connection")}
            data={all.map(({ id, settings }) => ({ value: id, label: settings.name }))}
            {...form.getInputProps("connection")}
          />
          <Radio.Group label={t("listener.auth")} {...form.getInputProps("auth")}>
            <Choices>
              {AUTHS.map((value) => (
                <Auth key={value} value={value} shut={value === "none" && !loopback} />
              ))}
            </Choices>
          </Radio.Group>
          {form.values.auth === "signature" && (
            <NumberInput
              label={t("listener.tolerance")}
              description={t("listener.toleranceHint")}
              min={1}
              allowDecimal={false}
              {...form.getInputProps("tolerance_seconds")}
            />
          )}
          {form.values.auth !== "none" && (
            <PasswordInput
              label={t("listener.secret")}
              description={t(
                source?.auth === form.values.auth ? "listener.secretKeep" : "listener.secretNew",
              )}
              placeholder={form.values.auth === "signature" ? "whsec_…" : undefined}
              autoComplete="new-password"
              {...form.getInputProps("secret")}
            />
          )}
        </>
      )}
    </FormSheet>
  );
}

function Auth({ value, shut }: { value: SourceAuth; shut: boolean }) {
  return (
    <Radio
      value={value}
      label={t(`listener.auths.${value}`)}
      description={shut ? t("listener.noneOnlyHere") : t(`listener.authHints.${value}`)}
      disabled={shut}
    />
  );
}
