import { Select } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { LinkButton } from "@/components/LinkButton";
import { ListPage, NeedsConnection, usePlace, Views, whole } from "@/components/list-page";
import { t } from "@/i18n";
import { useShortcut } from "@/lib/keys";
import { useRead } from "@/lib/query";
import type { Schedule } from "@/rpc/types";
import { useCampaigns } from "./components/builder/CampaignField";
import { makeColumns, rowKey } from "./components/list/columns";
import { ScheduleDetail } from "./components/list/ScheduleDetail";
import { Tray } from "./components/list/Tray";
import { WeekView } from "./components/week/WeekView";

const route = getRouteApi("/schedules");
const STATES = ["active", "paused", "done", "moved"] as const;
type StateFilter = (typeof STATES)[number];

/** `/schedules`: what waits for a decision, then all schedules as a list or as a week. */
export function SchedulesPage() {
  return (
    <NeedsConnection title={t("schedules.title")} why={t("schedules.needConnection")}>
      {(connection) => <Schedules connection={connection} />}
    </NeedsConnection>
  );
}

function Schedules({ connection }: { connection: string | undefined }) {
  const { place, move } = usePlace(route);
  const navigate = route.useNavigate();
  const read = useRead("schedule.list", { connection }, { enabled: connection !== undefined });
  const { campaigns } = useCampaigns(connection);
  const columns = useMemo(() => makeColumns(campaigns), [campaigns]);
  const all = whole(read);
  const state = STATES.find((known) => known === place.state);
  const rows = useMemo(() => all.rows.filter((schedule) => fits(schedule, state)), [all.rows, state]);
  useShortcut("n", t("schedules.new"), () => void navigate({ to: "/schedules/new" }));

  const detail = (key: string, row: Schedule | undefined) => {
    const schedule = row ?? all.rows.find(({ id }) => id === key);
    return {
      title: schedule?.draft.name ?? t("schedules.one"),
      body: schedule ? (
        <ScheduleDetail {...{ schedule, campaigns }} onRemoved={() => move({ open: undefined })} />
      ) : (
        read.status === "ready" && t("schedules.gone")
      ),
    };
  };
  const view = (
    <Views
      label={t("schedules.view")}
      views={{ list: t("schedules.viewList"), week: t("schedules.viewWeek") }}
      value={place.view === "week" ? "week" : "list"}
      onChange={(next) => move({ view: next === "week" ? next : undefined })}
    />
  );
  const action = <LinkButton to="/schedules/new">{t("schedules.new")}</LinkButton>;
  const week = (
    <WeekView
      {...{ view, action, detail, schedules: all.rows, week: place.week, open: place.open }}
      onWeek={(next) => move({ week: next })}
      onOpen={(open) => move({ open })}
    />
  );
  return (
    <ListPage
      title={t("schedules.title")}
      id="schedules"
      label={t("schedules.title")}
      searched="here"
      {...{ columns, list: { ...all, rows }, rowKey, place, move, detail }}
      above={<Tray schedules={all.rows} />}
      instead={place.view === "week" && week}
      chips={state && [{ id: "state", label: t(`schedules.filter.${state}`) }]}
      controls={
        <>
          {view}
          <StatePicker state={state} onChange={(next) => move({ state: next })} />
        </>
      }
      actions={action}
      nothing={{ title: t("schedules.empty"), hint: t("schedules.emptyHint"), action }}
    />
  );
}

function StatePicker({ state, onChange }: { state?: StateFilter; onChange: (state?: StateFilter) => void }) {
  return (
    <Select
      aria-label={t("schedules.filterState")}
      w={136}
      data={["all" as const, ...STATES].map((value) => ({ value, label: t(`schedules.filter.${value}`) }))}
      value={state ?? "all"}
      onChange={(value) => onChange(STATES.find((known) => known === value))}
    />
  );
}

function fits(schedule: Schedule, state: StateFilter | undefined): boolean {
  if (state === undefined) return true;
  return state === "moved" ? schedule.moved.length > 0 : schedule.state === state;
}
