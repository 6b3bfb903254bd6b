import { Link } from "@tanstack/react-router";
import type { Column } from "@/components/data-table";
import { StateMark } from "@/components/state-mark";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { Campaign, Schedule } from "@/rpc/types";
import { NextText } from "./NextText";

export const rowKey = (schedule: Schedule) => schedule.id;

/** A campaign by its name where the tenant lists it, else by its id. */
export function campaignName(campaigns: readonly Campaign[], id: string): string {
  return campaigns.find((campaign) => campaign.id === id)?.name ?? id;
}

export function makeColumns(campaigns: readonly Campaign[]): Column<Schedule>[] {
  const campaign = (schedule: Schedule) => campaignName(campaigns, schedule.draft.campaign_id);
  return [
    {
      id: "name",
      header: t("schedules.list.name"),
      cell: (schedule) => <strong>{schedule.draft.name}</strong>,
      sortBy: (schedule) => schedule.draft.name,
    },
    {
      id: "when",
      header: t("schedules.list.when"),
      cell: (schedule) => <span title={schedule.sentence}>{schedule.sentence}</span>,
      sortBy: (schedule) => schedule.sentence,
    },
    { id: "campaign", header: t("schedules.list.campaign"), cell: campaign, sortBy: campaign, width: 144 },
    {
      id: "contacts",
      header: t("schedules.list.contacts"),
      cell: (schedule) => <Contacts schedule={schedule} />,
      sortBy: (schedule) => schedule.contacts,
      width: 144,
    },
    {
      id: "next",
      header: t("schedules.list.next"),
      cell: (schedule) => <NextText schedule={schedule} />,
      sortBy: (schedule) => schedule.next[0]?.start,
      width: 264,
    },
    {
      id: "state",
      header: t("schedules.list.state"),
      cell: (schedule) => <ScheduleMark schedule={schedule} />,
      sortBy: (schedule) => schedule.state,
      width: 128,
    },
    {
      id: "last",
      header: t("schedules.list.lastRun"),
      cell: (schedule) => <LastRun schedule={schedule} />,
      csv: (schedule) => schedule.last_run,
      width: 88,
      hidden: true,
    },
    {
      id: "cron",
      header: t("schedules.form.cron"),
      cell: (schedule) => <code>{schedule.draft.cron}</code>,
      sortBy: (schedule) => schedule.draft.cron,
      width: 144,
      hidden: true,
    },
    {
      id: "zones",
      header: t("schedules.list.zones"),
      cell: (schedule) => number(schedule.zones),
      sortBy: (schedule) => schedule.zones,
      width: 72,
      align: "end",
      hidden: true,
    },
  ];
}

/** Active or paused; "new times" where newer zone data waits for a look and nothing fires meanwhile. */
export function ScheduleMark({ schedule }: { schedule: Schedule }) {
  if (schedule.moved.length > 0) return <StateMark state="attention" word={t("schedules.list.moved")} />;
  return <StateMark state={schedule.state} />;
}

function Contacts({ schedule }: { schedule: Schedule }) {
  if (schedule.contacts === null) return t("schedules.list.noContacts");
  return `${number(schedule.contacts)} · ${t("schedules.zones", { count: schedule.zones, n: number(schedule.zones) })}`;
}

function LastRun({ schedule }: { schedule: Schedule }) {
  if (schedule.last_run === null) return "–";
  return (
    <Link
      to="/runs"
      search={{ open: schedule.last_run }}
      aria-label={t("schedules.list.openRunOf", { name: schedule.draft.name })}
    >
      {t("schedules.list.openRun")}
    </Link>
  );
}
