import { Link } from "@tanstack/react-router";
import { KeptWindows } from "@/components/kept";
import { Facts, Section } from "@/components/layout";
import { StateMark } from "@/components/state-mark";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import { fullText, ownZone, relative } from "@/lib/time";
import type { Campaign, Schedule } from "@/rpc/types";
import { lengthText, placeOf } from "../words";
import { campaignName, ScheduleMark } from "./columns";
import styles from "./list.module.css";
import { fireAt } from "./NextText";
import { ScheduleActions } from "./ScheduleActions";

interface ScheduleDetailProps {
  schedule: Schedule;
  campaigns: readonly Campaign[];
  onRemoved: () => void;
}

/** One schedule, whole: what it does, when it does it next, and what can be done with it. */
export function ScheduleDetail({ schedule, campaigns, onRemoved }: ScheduleDetailProps) {
  const { draft } = schedule;
  const campaign = { id: draft.campaign_id, name: campaignName(campaigns, draft.campaign_id) };
  return (
    <>
      <ScheduleActions schedule={schedule} campaign={campaign} onRemoved={onRemoved} />
      <Facts
        rows={[
          [t("schedules.list.state"), <State key="state" schedule={schedule} />],
          [t("schedules.list.when"), schedule.sentence],
          [t("schedules.detail.clock"), modeText(schedule)],
          [t("schedules.list.campaign"), campaign.name],
          [t("schedules.list.contacts"), contactsText(schedule)],
          ...leftOutRow(schedule),
          [t("schedules.list.lastRun"), <LastRun key="run" schedule={schedule} />],
        ]}
      />
      <Blocked schedule={schedule} />
      <NextFires schedule={schedule} />
      <GoingOn schedule={schedule} />
      <KeptWindows
        only={({ campaign_id, connection }) =>
          campaign_id === draft.campaign_id && connection === schedule.connection_name
        }
      />
      <PassedOver schedule={schedule} />
      <div className={styles.below}>
        <Section title={t("schedules.detail.how")}>
          <Facts
            rows={[
              [t("schedules.form.cron"), <code key="cron">{draft.cron}</code>],
              [t("schedules.form.length"), lengthText(draft.duration_minutes)],
              [t("schedules.form.misfire"), misfireText(schedule)],
              [t("schedules.form.overlap"), overlapText(schedule)],
              [t("schedules.form.holidays"), draft.holidays.join(", ") || "–"],
              [t("schedules.detail.zoneData"), schedule.zone_release],
              [t("schedules.detail.changed"), fullText(schedule.updated_at, ownZone())],
            ]}
          />
        </Section>
      </div>
    </>
  );
}

function State({ schedule }: { schedule: Schedule }) {
  return (
    <>
      <ScheduleMark schedule={schedule} />
      {schedule.paused_because && <div>{schedule.paused_because}</div>}
    </>
  );
}

function LastRun({ schedule }: { schedule: Schedule }) {
  if (schedule.last_run === null) return t("schedules.detail.neverRan");
  return (
    <Link to="/runs" search={{ open: schedule.last_run }}>
      {t("schedules.report.openRun")}
    </Link>
  );
}

/** Windows that should be gone and may still dial: nothing new starts in their zones meanwhile. */
function Blocked({ schedule }: { schedule: Schedule }) {
  const blocked = schedule.blocked ?? [];
  if (blocked.length === 0) return null;
  return (
    <div className={styles.below}>
      <Section title={t("schedules.detail.blocked")}>
        <ul className={styles.fires}>
          {blocked.map((window) => (
            <li key={`${window.zone} ${window.words}`}>
              <span>{placeOf(window.zone)}</span>
              <span className={styles.end}>
                <StateMark state={window.state} />
              </span>
              <span className={styles.rule}>{window.words}</span>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}

/** Windows that a person started and that are open: a change of the schedule leaves them as they began. */
function GoingOn({ schedule }: { schedule: Schedule }) {
  const open = schedule.going_on ?? [];
  if (open.length === 0) return null;
  return (
    <div className={styles.below}>
      <Section title={t("schedules.detail.goingOn")}>
        <ul className={styles.fires}>
          {open.map((words) => (
            <li key={words}>
              <span className={styles.rule}>{words}</span>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}

/** Starts to come that do not happen, and why. */
function PassedOver({ schedule }: { schedule: Schedule }) {
  const now = useNow();
  const starts = schedule.passed_over ?? [];
  if (starts.length === 0) return null;
  return (
    <div className={styles.below}>
      <Section title={t("schedules.detail.passedOver")}>
        <ul className={styles.fires}>
          {starts.map((start) => (
            <li key={`${start.zone} ${start.start}`}>
              <span>{placeOf(start.zone)}</span>
              <span className={styles.dim}>{relative(start.start, now)}</span>
              <span className={styles.rule}>{start.words}</span>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}

function NextFires({ schedule }: { schedule: Schedule }) {
  const now = useNow();
  if (schedule.next.length === 0) return null;
  return (
    <div className={styles.below}>
      <Section title={t("schedules.detail.next")}>
        <ul className={styles.fires}>
          {schedule.next.map((fire) => (
            <li key={`${fire.zone} ${fire.start}`}>
              <span title={fire.local_start}>{fireAt(fire, now)}</span>
              <span className={styles.dim}>{relative(fire.start, now)}</span>
              <span className={styles.end}>
                {number(fire.contacts)} <StateMark state={fire.verdict} />
              </span>
              {fire.rule && <span className={styles.rule}>{fire.rule.words}</span>}
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}

function modeText({ draft: { mode } }: Schedule): string {
  return mode.mode === "contact_time"
    ? t("schedules.form.contactTime")
    : t("schedules.detail.sameMoment", { place: placeOf(mode.zone) });
}

function overlapText({ draft: { overlap } }: Schedule): string {
  return t(overlap === "skip" ? "schedules.form.overlapSkip" : "schedules.form.overlapAllow");
}

function misfireText({ draft: { misfire } }: Schedule): string {
  return misfire.policy === "skip"
    ? t("schedules.form.misfireSkip")
    : t("schedules.detail.late", { span: lengthText(misfire.max_age_minutes) });
}

/** Groups of the list that are not called; no row where there are none. */
function leftOutRow({ draft: { left_out } }: Schedule): [string, string][] {
  if (left_out.length === 0) return [];
  return [[t("schedules.form.leftOut"), left_out.map(groupText).join("; ")]];
}

/** `America/New_York/US-RI` → "New York, US-RI". */
function groupText(group: string): string {
  const parts = /^(.+)\/([A-Z]{2}(?:-[A-Z0-9]{1,3})?(?:\|.+)?)$/.exec(group);
  const [, zone, law] = parts ?? [];
  return zone === undefined ? placeOf(group) : `${placeOf(zone)}, ${law}`;
}

function contactsText({ contacts, zones }: Schedule): string {
  if (contacts === null) return t("schedules.list.noContacts");
  return `${number(contacts)} · ${t("schedules.zones", { count: zones, n: number(zones) })}`;
}
