import { NumberInput, PasswordInput, Select, TextInput } from "@mantine/core";
import { t } from "@/i18n";
import type { TokenStyle } from "@/rpc/types";
import styles from "../settings.module.css";
import type { Draft, Field } from "./draft";

interface FieldsProps {
  draft: Draft;
  onChange: (field: Field, value: string | number) => void;
  /** What the engine says against a field. */
  complaint: (field: Field) => string | undefined;
  /** A secret is stored already. */
  keepsSecret: boolean;
}

export function ConnectionFields({ draft, onChange, complaint, keepsSecret }: FieldsProps) {
  const text = (field: Field, label: string, description?: string) => ({
    label,
    description,
    value: draft[field],
    error: complaint(field),
    onChange: (event: { currentTarget: { value: string } }) => onChange(field, event.currentTarget.value),
    spellCheck: false,
    autoComplete: "off",
  });
  return (
    <>
      <fieldset className={styles.fieldset}>
        <legend>{t("settings.form.tenant")}</legend>
        <TextInput {...text("name", t("settings.form.name"), t("settings.form.nameHint"))} data-autofocus />
        <TextInput
          {...text("base_url", t("settings.form.baseUrl"), t("settings.form.baseUrlHint"))}
          placeholder="https://api.example.com"
          inputMode="url"
        />
      </fieldset>
      <fieldset className={styles.fieldset}>
        <legend>{t("settings.form.credentials")}</legend>
        <TextInput {...text("client_id", t("settings.form.clientId"))} />
        <PasswordInput
          {...text("client_secret", t("settings.form.clientSecret"))}
          description={keepsSecret ? t("settings.form.clientSecretKeep") : t("settings.form.clientSecretNew")}
          autoComplete="new-password"
        />
        <Select
          label={t("settings.form.tokenStyle")}
          data={STYLES}
          value={draft.token_style}
          error={complaint("token_style")}
          onChange={(value) => value !== null && onChange("token_style", value)}
        />
        <TextInput
          {...text("token_path", t("settings.form.tokenPath"), t("settings.form.tokenPathHint"))}
          placeholder="/oauth/token"
        />
        <TextInput
          {...text("token_url", t("settings.form.tokenUrl"), t("settings.form.tokenUrlHint"))}
          inputMode="url"
        />
        <TextInput {...text("scopes", t("settings.form.scopes"), t("settings.form.scopesHint"))} />
      </fieldset>
      <fieldset className={styles.fieldset}>
        <legend>{t("settings.form.numbers")}</legend>
        <TextInput
          {...text("default_region", t("settings.form.region"), t("settings.form.regionHint"))}
          maxLength={2}
        />
        <NumberInput
          label={t("settings.form.rate")}
          description={t("settings.form.rateHint")}
          placeholder="100"
          min={0}
          allowDecimal={false}
          value={draft.rate_limit}
          error={complaint("rate_limit")}
          onChange={(value) => onChange("rate_limit", value)}
        />
        <TextInput {...text("sms_from", t("settings.form.smsFrom"), t("settings.form.smsFromHint"))} />
        <TextInput {...text("custom_list_ids", t("settings.form.lists"), t("settings.form.listsHint"))} />
      </fieldset>
      <fieldset className={styles.fieldset}>
        <legend>{t("settings.form.network")}</legend>
        <TextInput
          {...text("proxy", t("settings.form.proxy"), t("settings.form.proxyHint"))}
          inputMode="url"
        />
        <TextInput {...text("ca_file", t("settings.form.caFile"), t("settings.form.caFileHint"))} />
      </fieldset>
    </>
  );
}

const STYLES: { value: TokenStyle; label: string }[] = [
  { value: "form", label: t("settings.form.styleForm") },
  { value: "basic", label: t("settings.form.styleBasic") },
  { value: "json", label: t("settings.form.styleJson") },
];
