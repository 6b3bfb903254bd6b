import { NumberInput, PasswordInput, Select, TextInput } from "@mantine/core";
import { FieldPair, type Fields } from "@/components/form";
import { t } from "@/i18n";
import type { TokenStyle } from "@/rpc/types";
import type { Draft } from "./draft";

interface FieldsProps {
  form: Fields<Draft>;
  /** A secret is stored already. */
  keepsSecret: boolean;
}

export function ConnectionFields({ form, keepsSecret }: FieldsProps) {
  const text = (field: keyof Draft, label: string, description?: string) => ({
    label,
    description,
    spellCheck: false,
    autoComplete: "off",
    ...form.getInputProps(field),
  });
  return (
    <>
      <FieldPair legend={t("settings.form.tenant")}>
        <TextInput {...text("name", t("settings.form.name"), t("settings.form.nameHint"))} data-autofocus />
        <TextInput
          {...text("base_url", t("settings.form.baseUrl"), t("settings.form.baseUrlHint"))}
          placeholder="https://api.example.com"
          inputMode="url"
        />
      </FieldPair>
      <FieldPair legend={t("settings.form.credentials")}>
        <TextInput {...text("client_id", t("settings.form.clientId"))} />
        <PasswordInput
          {...text("client_secret", t("settings.form.clientSecret"))}
          description={keepsSecret ? t("settings.form.clientSecretKeep") : t("settings.form.clientSecretNew")}
          autoComplete="new-password"
        />
        <Select label={t("settings.form.tokenStyle")} data={STYLES} {...form.getInputProps("token_style")} />
        <TextInput
          {...text("token_path", t("settings.form.tokenPath"), t("settings.form.tokenPathHint"))}
          placeholder="/oauth/token"
        />
        <TextInput
          {...text("token_url", t("settings.form.tokenUrl"), t("settings.form.tokenUrlHint"))}
          inputMode="url"
        />
        <TextInput {...text("scopes", t("settings.form.scopes"), t("settings.form.scopesHint"))} />
      </FieldPair>
      <FieldPair legend={t("settings.form.numbers")}>
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
          {...form.getInputProps("rate_limit")}
        />
        <TextInput {...text("sms_from", t("settings.form.smsFrom"), t("settings.form.smsFromHint"))} />
        <TextInput {...text("custom_list_ids", t("settings.form.lists"), t("settings.form.listsHint"))} />
      </FieldPair>
      <FieldPair legend={t("settings.form.network")}>
        <TextInput
          {...text("proxy", t("settings.form.proxy"), t("settings.form.proxyHint"))}
          inputMode="url"
        />
        <TextInput {...text("ca_file", t("settings.form.caFile"), t("settings.form.caFileHint"))} />
      </FieldPair>
    </>
  );
}

const STYLES: { value: TokenStyle; label: string }[] = [
  { value: "form", label: t("settings.form.styleForm") },
  { value: "basic", label: t("settings.form.styleBasic") },
  { value: "json", label: t("settings.form.styleJson") },
];
