import { Button, Select, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Sheet } from "@/components/Sheet";
import { StateMark } from "@/components/state-mark";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { useRead, useWrite } from "@/lib/query";
import { clockTime, dayText, offsetMillis, relative } from "@/lib/time";
import type { MissedFire, PreviewRow, SubmitReport } from "@/rpc/types";
import { readTime } from "../builder/truth";
import { CounselRemark } from "../CounselRemark";
import { placeOf, utcText } from "../words";
import styles from "./list.module.css";
import type { MissedGroup } from "./missed";

interface MoveSheetProps {
  group: MissedGroup;
  onClose: () => void;
  onDone: (report: SubmitReport) => void;
}

/** The windows' length is the schedule's; here it only decides whether an end would be clamped. */
const HOUR = 60;
const DAYS = 7;
const DAY = 86_400_000;

/**
 * Another moment for missed fires. The engine says which instant a local time is and what the rules make of it in
 * each zone: the webview's own zone data may be older.
 */
export function MoveSheet({ group, onClose, onDone }: MoveSheetProps) {
  const zones = useMemo(() => zonesOf(group.fires), [group.fires]);
  const now = useNow();
  const [zone, setZone] = useState(zones[0] ?? "UTC");
  const days = useMemo(() => daysFrom(now, zone), [now, zone]);
  const [chosen, setDay] = useState<string>();
  const day = chosen ?? days[0] ?? "";
  const [clock, setClock] = useState(() => `${clockTime(now + HOUR * 60_000, zone).slice(0, 2)}:00`);
  const move = useWrite("missed.move", { onSuccess: onDone });
  const cron = cronAt(day, readTime(clock));
  const preview = useRead(
    "schedule.preview",
    { cron: cron ?? "", mode: { mode: "same_moment", zone }, zones, count: 1, duration_minutes: HOUR },
    { enabled: cron !== undefined },
  );
  const rows = cron === undefined || preview.status !== "ready" ? [] : preview.data.rows;
  const found = rows[0]?.fires[0]?.start;
  // An expression for a moment that is past comes again in a year.
  const past = found !== undefined && Date.parse(found) - now > (DAYS + 2) * DAY;
  const to = past ? undefined : found;
  return (
    <Sheet
      open
      onClose={onClose}
      title={t("schedules.move.title", { name: group.name })}
      footer={
        <>
          <Button
            disabled={to === undefined}
            loading={move.isPending}
            onClick={() => to && move.mutate({ ids: group.fires.map((fire) => fire.id), to })}
          >
            {to
              ? t("schedules.move.verb", { at: `${clock} ${placeOf(zone)}` })
              : t("schedules.move.verbPlain")}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t("parts.cancel")}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <div className={styles.row}>
          <Select
            label={t("schedules.move.day")}
            w={136}
            data={days.map((value) => ({ value, label: dayText(`${value}T00:00:00Z`, "UTC") }))}
            value={day}
            onChange={(value) => value !== null && setDay(value)}
          />
          <TextInput
            label={t("schedules.move.clock")}
            value={clock}
            w={80}
            error={readTime(clock) === undefined ? t("schedules.move.noTime") : undefined}
            onChange={(event) => setClock(event.currentTarget.value)}
          />
          <Select
            label={t("schedules.move.zone")}
            data={zones.map((value) => ({ value, label: placeOf(value) }))}
            value={zone}
            onChange={(value) => value !== null && setZone(value)}
          />
        </div>
        {move.error && <ErrorNotice error={move.error} />}
        {preview.status === "failing" && cron !== undefined && <ErrorNotice error={preview.failure} />}
        {to && <p>{t("schedules.move.means", { at: utcText(to), distance: relative(to, now) })}</p>}
        {past && <p role="alert">{t("schedules.move.past")}</p>}
        {to && <Verdicts rows={rows} />}
        <CounselRemark />
      </div>
    </Sheet>
  );
}

function Verdicts({ rows }: { rows: readonly PreviewRow[] }) {
  return (
    <ul className={styles.fires}>
      {rows.map((row) => {
        const fire = row.fires[0];
        return (
          fire && (
            <li key={row.zone}>
              <strong>{row.place}</strong>
              <span>{fire.words}</span>
              <span className={styles.end}>
                <StateMark state={fire.verdict} />
              </span>
              {fire.rule && <span className={styles.rule}>{fire.rule.words}</span>}
            </li>
          )
        );
      })}
    </ul>
  );
}

function zonesOf(fires: readonly MissedFire[]): string[] {
  return [...new Set(fires.flatMap((fire) => fire.zone.split("|")))];
}

/** The dates of the next days in a zone. */
export function daysFrom(now: number, zone: string): string[] {
  const local = now + offsetMillis(now, zone);
  return Array.from({ length: DAYS }, (_, index) => new Date(local + index * DAY).toISOString().slice(0, 10));
}

/** A day and a time as an expression that comes then: the engine finds the instant. */
export function cronAt(day: string, clock: string | undefined): string | undefined {
  const date = /^\d{4}-(\d\d)-(\d\d)$/.exec(day);
  if (date === null || clock === undefined) return undefined;
  const [minute, hour] = [Number(clock.slice(3, 5)), Number(clock.slice(0, 2))];
  return `${minute} ${hour} ${Number(date[2])} ${Number(date[1])} *`;
}
