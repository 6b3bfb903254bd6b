import { ActionIcon, Button } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import { DetailSheet } from "@/components/data-table/DetailSheet";
import { StaleNotice } from "@/components/ErrorNotice";
import { ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import { useRead } from "@/lib/query";
import { isoDay, ownZone } from "@/lib/time";
import type { NextFire, Schedule } from "@/rpc/types";
import { asked, type Block, blocks, hoursShown, mondayOf, otherWeek, weekDays } from "./week";
import styles from "./week.module.css";

interface WeekViewProps {
  /** The switch between list and week, and the page's button. */
  view: ReactNode;
  action: ReactNode;
  schedules: readonly Schedule[];
  /** A date of the week that is shown; absent: this week. */
  week?: string;
  onWeek: (week: string | undefined) => void;
  open?: string;
  onOpen: (schedule: string | undefined) => void;
  detail: (key: string, schedule: Schedule | undefined) => { title: string; body: ReactNode };
}

const HOUR = 40;
const NONE: NextFire[] = [];

/** The week at the contacts' own clocks: every zone of a schedule that starts at nine stands at nine. */
export function WeekView({ view, action, schedules, week, onWeek, open, onOpen, detail }: WeekViewProps) {
  const now = useNow();
  const today = isoDay(now, ownZone());
  const monday = mondayOf(week, today);
  const read = useRead("schedule.calendar", asked(monday));
  const days = useMemo(() => weekDays(monday), [monday]);
  const fires = read.status === "loading" ? NONE : (read.data ?? NONE);
  const own = useMemo(() => {
    const known = new Set(schedules.map((schedule) => schedule.id));
    return blocks(
      fires.filter((fire) => known.has(fire.schedule)),
      days,
    );
  }, [fires, days, schedules]);
  const { first, last } = hoursShown(own);
  const hours = Array.from({ length: last - first }, (_, index) => first + index);
  const old = read.status !== "ready" || read.old;
  const sheet =
    open === undefined
      ? undefined
      : detail(
          open,
          schedules.find((schedule) => schedule.id === open),
        );
  return (
    <div className={styles.frame}>
      <div className={styles.bar} role="toolbar" aria-label={t("schedules.week.label")}>
        {view}
        <ActionIcon
          variant="default"
          size={30}
          aria-label={t("schedules.week.before")}
          onClick={() => onWeek(otherWeek(monday, -1))}
        >
          ‹
        </ActionIcon>
        <Button variant="default" onClick={() => onWeek(undefined)} disabled={week === undefined}>
          {t("schedules.week.this")}
        </Button>
        <ActionIcon
          variant="default"
          size={30}
          aria-label={t("schedules.week.after")}
          onClick={() => onWeek(otherWeek(monday, 1))}
        >
          <span aria-hidden="true">›</span>
        </ActionIcon>
        <strong className={styles.title}>
          {rangeText(
            days.map((day) => day.key),
            monday,
          )}
        </strong>
        <span className={styles.hint}>{t("schedules.week.hint")}</span>
        {action}
      </div>
      <StaleNotice what={t("schedules.week.label")} read={read} />
      <div className={styles.split}>
        <div className={styles.scroller} data-dimmed={old}>
          <div className={styles.head}>
            <span />
            {days.map((day) => (
              <div key={day.iso} data-today={day.iso === today}>
                {day.name} {day.key}
              </div>
            ))}
          </div>
          <div className={styles.body} style={{ height: hours.length * HOUR }}>
            <div className={styles.hours} aria-hidden="true">
              {hours.map((hour) => (
                <span key={hour} style={{ top: (hour - first) * HOUR }}>
                  {String(hour).padStart(2, "0")}:00
                </span>
              ))}
            </div>
            {days.map((day, index) => (
              <ul
                key={day.iso}
                className={styles.day}
                aria-label={`${day.name} ${day.key}`}
                data-today={day.iso === today}
              >
                {own
                  .filter((block) => block.day === index)
                  .map((block) => (
                    <BlockButton
                      key={`${block.schedule} ${block.from}`}
                      {...{ block, first }}
                      isOpen={block.schedule === open}
                      onOpen={() => onOpen(block.schedule)}
                    />
                  ))}
              </ul>
            ))}
            {own.length === 0 && !old && <p className={styles.nothing}>{t("schedules.week.nothing")}</p>}
          </div>
        </div>
        {sheet && (
          <DetailSheet key={open} title={sheet.title} onClose={() => onOpen(undefined)}>
            {sheet.body}
          </DetailSheet>
        )}
      </div>
    </div>
  );
}

interface BlockButtonProps {
  block: Block;
  first: number;
  isOpen: boolean;
  onOpen: () => void;
}

function BlockButton({ block, first, isOpen, onOpen }: BlockButtonProps) {
  const { from, to, lane, lanes, clock, name, zones, contacts, verdicts } = block;
  const size = `${t("schedules.zones", { count: zones.length, n: number(zones.length) })} · ${number(contacts)}`;
  return (
    <li
      className={styles.block}
      style={{
        top: ((from - first * 60) / 60) * HOUR,
        height: Math.max(HOUR, ((to - from) / 60) * HOUR) - 2,
        left: `${(lane / lanes) * 100}%`,
        width: `calc(${100 / lanes}% - 2px)`,
      }}
    >
      <button
        type="button"
        onClick={onOpen}
        aria-current={isOpen || undefined}
        data-none={verdicts.legal + verdicts.clamped === 0}
        data-short={to - from < 90}
      >
        <span className={styles.name}>
          {clock} {name}
        </span>
        <span className={styles.size}>
          <span>{size}</span>
          {verdicts.clamped > 0 && (
            <span className={styles.verdict}>
              <ShapeIcon shape="half-square" tone="limited" size={10} />
              {number(verdicts.clamped)} {t("states.clamped")}
            </span>
          )}
          {verdicts.refused > 0 && (
            <span className={styles.verdict}>
              <ShapeIcon shape="cross" tone="bad" size={10} />
              {number(verdicts.refused)} {t("states.refused")}
            </span>
          )}
        </span>
      </button>
    </li>
  );
}

/** "23 Nov – 29 Nov 2026". */
function rangeText(keys: readonly string[], monday: string): string {
  return `${keys[0]} – ${keys.at(-1)} ${monday.slice(0, 4)}`;
}
