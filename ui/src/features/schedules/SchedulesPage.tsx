import { Button, SegmentedControl, Select } from "@mantine/core";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { DataTable, type FilterChip, matching, type Sort } from "@/components/data-table";
import { EmptyState } from "@/components/EmptyState";
import { Page } from "@/components/layout";
import { t } from "@/i18n";
import { useConnection } from "@/lib/connection";
import { useShortcut } from "@/lib/keys";
import { useRead } from "@/lib/query";
import type { Schedule } from "@/rpc/types";
import { useCampaigns } from "./components/builder/CampaignField";
import { makeColumns, rowKey } from "./components/list/columns";
import styles from "./components/list/list.module.css";
import { ScheduleDetail } from "./components/list/ScheduleDetail";
import { Tray } from "./components/list/Tray";
import { WeekView } from "./components/week/WeekView";

const route = getRouteApi("/schedules");
const NONE: Schedule[] = [];
const STATES = ["active", "paused", "done", "moved"] as const;
type StateFilter = (typeof STATES)[number];

/** `/schedules`: what waits for a decision, then all schedules as a list or as a week. */
export function SchedulesPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const go = useNavigate();
  const { current, loading } = useConnection();
  const connection = current?.id;
  const read = useRead("schedule.list", { connection }, { enabled: connection !== undefined });
  const { campaigns } = useCampaigns(connection);
  const all = read.status === "loading" ? NONE : (read.data ?? NONE);
  const columns = useMemo(() => makeColumns(campaigns), [campaigns]);
  const state = STATES.find((known) => known === search.state);
  const rows = useMemo(
    () => matching(all, columns, search.q ?? "").filter((schedule) => fits(schedule, state)),
    [all, columns, search.q, state],
  );
  const change = (next: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...next }, replace: true });
  const create = () => void go({ to: "/schedules/new" });
  useShortcut("n", t("schedules.new"), create);

  const detail = (key: string, row: Schedule | undefined) => {
    const schedule = row ?? all.find((candidate) => candidate.id === key);
    return {
      title: schedule?.draft.name ?? t("schedules.one"),
      body: schedule ? (
        <ScheduleDetail {...{ schedule, campaigns }} onRemoved={() => change({ open: undefined })} />
      ) : (
        read.status === "ready" && t("schedules.gone")
      ),
    };
  };
  const view = (
    <SegmentedControl
      aria-label={t("schedules.view")}
      data={[
        { value: "list", label: t("schedules.viewList") },
        { value: "week", label: t("schedules.viewWeek") },
      ]}
      value={search.view === "week" ? "week" : "list"}
      onChange={(value) => change({ view: value === "week" ? "week" : undefined })}
    />
  );
  const newButton = <Button onClick={create}>{t("schedules.new")}</Button>;
  if (!loading && connection === undefined) return <NoConnection />;
  return (
    <Page title={t("schedules.title")} body="fill">
      <div className={styles.page}>
        <Tray schedules={all} />
        {search.view === "week" ? (
          <WeekView
            {...{ view, schedules: all, action: newButton, open: search.open, detail }}
            week={search.week}
            onWeek={(week) => change({ week })}
            onOpen={(open) => change({ open })}
          />
        ) : (
          <DataTable
            id="schedules"
            label={t("schedules.title")}
            {...{ columns, rows, total: all.length, rowKey, read, detail }}
            sort={sortOf(search.sort)}
            onSort={(sort) => change({ sort: sort && `${sort.down ? "-" : ""}${sort.column}` })}
            search={{ value: search.q ?? "", onChange: (q) => change({ q: q || undefined }) }}
            controls={
              <>
                {view}
                <StatePicker state={state} onChange={(next) => change({ state: next })} />
              </>
            }
            filters={chips(state, () => change({ state: undefined }))}
            actions={newButton}
            open={search.open}
            onOpen={(open) => change({ open })}
            empty={
              <EmptyState title={t("schedules.empty")} action={newButton}>
                {t("schedules.emptyHint")}
              </EmptyState>
            }
          />
        )}
      </div>
    </Page>
  );
}

function StatePicker({ state, onChange }: { state?: StateFilter; onChange: (state?: StateFilter) => void }) {
  return (
    <Select
      aria-label={t("schedules.filterState")}
      w={136}
      data={[
        { value: "all", label: t("schedules.filter.all") },
        ...STATES.map((value) => ({ value, label: t(`schedules.filter.${value}`) })),
      ]}
      value={state ?? "all"}
      onChange={(value) => onChange(STATES.find((known) => known === value))}
    />
  );
}

function NoConnection() {
  return (
    <Page title={t("schedules.title")}>
      <EmptyState
        title={t("schedules.noConnection")}
        action={
          <Button renderRoot={(props) => <Link to="/settings" search={{ part: "connections" }} {...props} />}>
            {t("schedules.toConnections")}
          </Button>
        }
      >
        {t("schedules.noConnectionHint")}
      </EmptyState>
    </Page>
  );
}

function fits(schedule: Schedule, state: StateFilter | undefined): boolean {
  if (state === undefined) return true;
  return state === "moved" ? schedule.moved.length > 0 : schedule.state === state;
}

function chips(state: StateFilter | undefined, onRemove: () => void): FilterChip[] {
  return state === undefined ? [] : [{ id: "state", label: t(`schedules.filter.${state}`), onRemove }];
}

/** "-next" → by the next fire, downwards. */
function sortOf(text: string | undefined): Sort | undefined {
  if (text === undefined) return undefined;
  return text.startsWith("-") ? { column: text.slice(1), down: true } : { column: text, down: false };
}
