import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ShapeIcon, StateMark } from "@/components/state-mark";
import { TimeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import { useRead } from "@/lib/query";
import { clockTime, dayText, relative } from "@/lib/time";
import type { FailedWindow, RefusedWindow, SubmitReport, SubmittedWindow } from "@/rpc/types";
import { placeOf } from "../words";
import { followed } from "./followed";
import { LeftOut } from "./PlanView";
import styles from "./plan.module.css";
import { RefusedList } from "./RefusedList";

/**
 * What came of a submission: the window of every zone, what failed and when it is tried again, what is refused. It is
 * followed while it is open, since what could not be known at once is known a little later.
 */
export function SubmitReportView({ report }: { report: SubmitReport }) {
  const { refused, passed_over = [], warnings = [] } = report;
  const open = report.failed.some(({ window }) => window != null);
  const read = useRead("run.show", { id: report.run_id }, { enabled: open });
  const { submitted, unknown, failed } = followed(report, read.status === "loading" ? undefined : read.data);
  return (
    <div className={styles.stack}>
      <p className={styles.lead} role="status">
        {t("schedules.report.lead", { count: submitted.length, n: number(submitted.length) })}{" "}
        {unknown.length > 0 &&
          t("schedules.report.leadUnknown", { count: unknown.length, n: number(unknown.length) })}{" "}
        {failed.length > 0 && t("schedules.report.leadFailed", { n: number(failed.length) })}{" "}
        <Link to="/runs" search={{ open: report.run_id }}>
          {t("schedules.report.openRun")}
        </Link>{" "}
        <LeftOut contacts={report.contacts} />
      </p>
      {warnings.map((warning) => (
        <p key={warning} className={styles.warning}>
          <ShapeIcon shape="triangle" tone="warn" />
          {warning}
        </p>
      ))}
      {unknown.length > 0 && <Failed windows={unknown} title={t("schedules.report.unknown")} />}
      {failed.length > 0 && <Failed windows={failed} />}
      {submitted.length > 0 && (
        <Part title={t("schedules.report.submitted")}>
          {submitted.map((window) => (
            <li key={window.schedule_id} className={styles.line}>
              <StateMark state="submitted" word={placeOf(window.zone)} />
              <WindowTime {...window} />
            </li>
          ))}
        </Part>
      )}
      {passed_over.length > 0 && (
        <Part title={t("schedules.report.passedOver")}>
          {passed_over.map((start) => (
            <li key={`${start.zone} ${start.start}`} className={styles.line}>
              {start.words}
            </li>
          ))}
        </Part>
      )}
      {refused.length > 0 && <RefusedWindows windows={refused} />}
    </div>
  );
}

interface FailedProps {
  windows: readonly FailedWindow[];
  title?: string;
}

export function Failed({ windows, title = t("schedules.report.failed") }: FailedProps) {
  return (
    <Part title={title}>
      {windows.map((window) => (
        <li key={window.window ?? window.zone} className={styles.refusal}>
          <StateMark state={window.state} word={`${placeOf(window.zone)}: ${t(`states.${window.state}`)}`} />
          <div>{window.words}</div>
          {window.next_try && (
            <div className={styles.dim}>
              {t("schedules.report.nextTry")} <TimeText at={window.next_try} zone={firstZone(window.zone)} />
            </div>
          )}
        </li>
      ))}
    </Part>
  );
}

export function RefusedWindows({ windows }: { windows: readonly RefusedWindow[] }) {
  return (
    <Part title={t("schedules.report.refused")}>
      <RefusedList windows={windows} />
    </Part>
  );
}

/** "Mon 23 Nov 09:00–13:00 (in 1 d 5 h)" by the zone's clock. */
function WindowTime({ zone, start, end }: SubmittedWindow) {
  const now = useNow();
  const clock = firstZone(zone);
  const at = `${dayText(start, clock)} ${clockTime(start, clock)}–${clockTime(end, clock)}`;
  return <span className={styles.dim}>{t("time.withDistance", { at, distance: relative(start, now) })}</span>;
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className={styles.partTitle}>{title}</h3>
      <ul className={styles.list}>{children}</ul>
    </section>
  );
}

function firstZone(zone: string): string {
  return zone.split("|")[0] ?? zone;
}
