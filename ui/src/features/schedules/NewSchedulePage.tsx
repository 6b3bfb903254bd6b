import { getRouteApi } from "@tanstack/react-router";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Page } from "@/components/layout";
import { t } from "@/i18n";
import { useConnection } from "@/lib/connection";
import { useRead } from "@/lib/query";
import type { ScheduleDraft } from "@/rpc/types";
import { NEW_DRAFT } from "./api/draft";
import { Back } from "./components/Back";
import { Builder } from "./components/builder/Builder";

const route = getRouteApi("/schedules/new");

/** `/schedules/new`: from nothing, for a campaign or a list that the address names, or as a copy `from` another. */
export function NewSchedulePage() {
  const { cell, campaign, contacts, from } = route.useSearch();
  const navigate = route.useNavigate();
  const { current, loading } = useConnection();
  const copied = useRead(
    "schedule.show",
    { id: from ?? "" },
    { enabled: from !== undefined, keepOld: false },
  );
  const original = copied.status === "loading" ? undefined : copied.data;
  const waiting = loading || (from !== undefined && original === undefined);
  return (
    <Page title={t("schedules.new")} body="fill" back={<Back />}>
      {copied.status === "failing" && <ErrorNotice error={copied.failure} onRetry={copied.refresh} />}
      {!waiting && (
        <Builder
          key={`${current?.id} ${from}`}
          connection={original?.connection ?? current?.id}
          start={original ? copyOf(original.draft) : { ...NEW_DRAFT, campaign_id: campaign ?? "", contacts }}
          cell={cell}
          onCell={(next) => void navigate({ search: (search) => ({ ...search, cell: next }), replace: true })}
          onSaved={(schedule) => void navigate({ to: "/schedules", search: { open: schedule.id } })}
        />
      )}
    </Page>
  );
}

function copyOf(draft: ScheduleDraft): ScheduleDraft {
  return { ...draft, name: t("schedules.copyOf", { name: draft.name }) };
}
