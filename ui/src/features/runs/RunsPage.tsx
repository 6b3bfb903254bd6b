import { Button, SegmentedControl } from "@mantine/core";
import { getRouteApi, Navigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { DataTable, matching } from "@/components/data-table";
import { EmptyState } from "@/components/EmptyState";
import { Page } from "@/components/layout";
import { t } from "@/i18n";
import { useConnection } from "@/lib/connection";
import { useReadPages, type Whole } from "@/lib/query";
import type { RunSummary } from "@/rpc/types";
import { columns } from "./components/columns";

const route = getRouteApi("/runs");
const rowKey = (run: RunSummary) => run.id;

/** Sorting a part of a list lies about its order: only a list that is all here can be sorted. */
const unsorted = columns.map(({ sortBy, csv = sortBy, ...column }) => ({ ...column, csv }));

export function RunsPage() {
  const { open } = route.useSearch();
  // Who has a run's id in hand may write it as the open row; a run has a page of its own.
  return open === undefined ? <Runs /> : <Navigate to="/runs/$run" params={{ run: open }} replace />;
}

function Runs() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const live = search.state === "live";
  const { current } = useConnection();
  const { rows, total, read, more } = useReadPages("run.list", {
    connection: current?.id,
    campaign_id: search.campaign,
    schedule: search.schedule,
    live: live || undefined,
    limit: 200,
  });
  const q = search.q ?? "";
  const shown = useMemo(() => (q === "" ? rows : matching(rows, columns, q)), [rows, q]);
  const change = (next: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...next }, replace: true });
  const chips = [
    search.campaign && {
      id: "campaign",
      label: t("runs.ofCampaign", { campaign: search.campaign }),
      onRemove: () => change({ campaign: undefined }),
    },
    search.schedule && {
      id: "schedule",
      label: t("runs.ofSchedule", { schedule: rows[0]?.name ?? search.schedule }),
      onRemove: () => change({ schedule: undefined }),
    },
  ].filter((chip) => typeof chip === "object");
  return (
    <Page title={t("runs.title")} body="fill">
      <DataTable
        id="runs"
        label={t("runs.label")}
        columns={more === undefined ? columns : unsorted}
        {...{ rows: shown, total, rowKey, read }}
        more={more && { ...more, all: async (watch) => searched(await more.all(watch), q) }}
        search={{ value: q, onChange: (text) => change({ q: text || undefined }) }}
        filters={chips}
        controls={<Which live={live} onLive={(on) => change({ state: on ? "live" : undefined })} />}
        onOpen={(run) => run !== undefined && void navigate({ to: "/runs/$run", params: { run } })}
        empty={live ? <NothingRuns onAll={() => change({ state: undefined })} /> : <NoRuns />}
      />
    </Page>
  );
}

/** The engine does not know the search: what it reads for a file is searched here. */
function searched({ rows, cut }: Whole<RunSummary>, q: string): Whole<RunSummary> {
  return { rows: matching(rows, columns, q), cut };
}

function Which({ live, onLive }: { live: boolean; onLive: (live: boolean) => void }) {
  return (
    <SegmentedControl
      aria-label={t("runs.whichRuns")}
      value={live ? "live" : "all"}
      onChange={(value) => onLive(value === "live")}
      data={[
        { value: "all", label: t("runs.all") },
        { value: "live", label: t("runs.live") },
      ]}
    />
  );
}

function NothingRuns({ onAll }: { onAll: () => void }) {
  const action = (
    <Button variant="default" onClick={onAll}>
      {t("runs.showAll")}
    </Button>
  );
  return (
    <EmptyState title={t("runs.emptyLive")} action={action}>
      {t("runs.emptyLiveHint")}
    </EmptyState>
  );
}

function NoRuns() {
  const navigate = route.useNavigate();
  const action = <Button onClick={() => void navigate({ to: "/schedules" })}>{t("runs.toSchedules")}</Button>;
  return (
    <EmptyState title={t("runs.empty")} action={action}>
      {t("runs.emptyHint")}
    </EmptyState>
  );
}
