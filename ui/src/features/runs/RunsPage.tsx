import { Button } from "@mantine/core";
import { getRouteApi, Navigate, useNavigate } from "@tanstack/react-router";
import { LinkButton } from "@/components/LinkButton";
import { ListPage, usePlace, Views } from "@/components/list-page";
import { t } from "@/i18n";
import { useConnection } from "@/lib/connection";
import { useReadPages } from "@/lib/query";
import type { RunSummary } from "@/rpc/types";
import { columns } from "./components/columns";

const route = getRouteApi("/runs");
const rowKey = (run: RunSummary) => run.id;

export function RunsPage() {
  const { open } = route.useSearch();
  // A run has a page of its own, and its id may be written as the open row.
  return open === undefined ? <Runs /> : <Navigate to="/runs/$run" params={{ run: open }} replace />;
}

function Runs() {
  const { place, move } = usePlace(route);
  const { campaign, schedule } = place;
  const navigate = useNavigate();
  const live = place.state === "live";
  const { current } = useConnection();
  const list = useReadPages("run.list", {
    connection: current?.id,
    campaign_id: campaign,
    schedule,
    live: live || undefined,
    limit: 200,
  });
  return (
    <ListPage
      title={t("runs.title")}
      id="runs"
      label={t("runs.label")}
      searched="here"
      {...{ columns, list, rowKey, place, move }}
      chips={[
        ...(campaign ? [{ id: "campaign", label: t("runs.ofCampaign", { campaign }) }] : []),
        ...(schedule ? [{ id: "schedule", label: ofSchedule(list.rows[0]?.name ?? schedule) }] : []),
      ]}
      controls={
        <Views
          label={t("runs.whichRuns")}
          views={{ all: t("runs.all"), live: t("runs.live") }}
          value={live ? "live" : "all"}
          onChange={(view) => move({ state: view === "live" ? view : undefined })}
        />
      }
      onOpen={(run) => run !== undefined && void navigate({ to: "/runs/$run", params: { run } })}
      nothing={live ? nothingRuns(() => move({ state: undefined })) : NO_RUNS}
    />
  );
}

const ofSchedule = (schedule: string) => t("runs.ofSchedule", { schedule });

const NO_RUNS = {
  title: t("runs.empty"),
  hint: t("runs.emptyHint"),
  action: <LinkButton to="/schedules">{t("runs.toSchedules")}</LinkButton>,
};

const nothingRuns = (onAll: () => void) => ({
  title: t("runs.emptyLive"),
  hint: t("runs.emptyLiveHint"),
  action: (
    <Button variant="default" onClick={onAll}>
      {t("runs.showAll")}
    </Button>
  ),
});
