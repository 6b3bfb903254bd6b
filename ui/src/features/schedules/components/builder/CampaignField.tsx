import { Select, TextInput } from "@mantine/core";
import { useId } from "react";
import { t } from "@/i18n";
import { useRead } from "@/lib/query";
import type { Campaign } from "@/rpc/types";
import { Field } from "./Field";

interface CampaignFieldProps {
  connection: string | undefined;
  value: string;
  onChange: (id: string) => void;
  error?: string;
}

/** The tenant's campaigns; where it cannot list them, the id by hand, and why. */
export function CampaignField({ connection, value, onChange, error }: CampaignFieldProps) {
  const id = useId();
  const { campaigns, unlisted } = useCampaigns(connection);
  const field = { id, error: error !== undefined, "aria-describedby": `${id}-error` };
  const chosen = campaigns.find((campaign) => campaign.id === value);
  const note =
    unlisted ??
    (chosen && !chosen.active
      ? t("schedules.form.inactive", { name: chosen.name, state: chosen.state.toLowerCase() })
      : undefined);
  return (
    <Field
      label={t("schedules.form.campaign")}
      controlId={id}
      errorId={`${id}-error`}
      error={error}
      note={note}
    >
      {unlisted === undefined ? (
        <Select
          {...field}
          placeholder={t("schedules.form.chooseCampaign")}
          data={options(campaigns, value)}
          value={value === "" ? null : value}
          onChange={(next) => onChange(next ?? "")}
          searchable
          limit={80}
          nothingFoundMessage={t("schedules.form.noSuchCampaign")}
        />
      ) : (
        <TextInput
          {...field}
          placeholder={t("schedules.form.campaignId")}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value.trim())}
        />
      )}
    </Field>
  );
}

const NONE: Campaign[] = [];

/** What the tenant lists, and why it does not where it does not. */
export function useCampaigns(connection: string | undefined): { campaigns: Campaign[]; unlisted?: string } {
  const read = useRead("campaign.list", { connection }, { enabled: connection !== undefined });
  if (read.status === "loading") return { campaigns: NONE };
  if (read.data === undefined) {
    return { campaigns: NONE, unlisted: read.status === "failing" ? read.failure.message : undefined };
  }
  return { campaigns: read.data.campaigns, unlisted: read.data.unlisted ?? undefined };
}

/** A campaign that is chosen but not listed stays choosable: the tenant may have archived it. */
function options(campaigns: readonly Campaign[], value: string) {
  const listed = campaigns.map(({ id, name, state }) => ({
    value: id,
    label: `${name} · ${state.toLowerCase()}`,
  }));
  if (value === "" || campaigns.some((campaign) => campaign.id === value)) return listed;
  return [{ value, label: t("schedules.form.notListed", { id: value }) }, ...listed];
}
