import { ActionIcon } from "@mantine/core";
import { Icon } from "@/components/icons";
import { StateMark } from "@/components/state-mark";
import { placeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { zoneCity } from "@/lib/time";
import type { FailedWindow } from "@/rpc/types";
import styles from "./run.module.css";
import type { Report } from "./use-report";

interface ReportViewProps {
  report: Report;
  /** In which further tries are said. */
  zone: string;
  onClose: () => void;
}

/** What came of a stop or a retry: what is done, and what is not, with why and until when. */
export function ReportView({ report, zone, onClose }: ReportViewProps) {
  const { title, doneName, done, leftName, left, unread } = read(report);
  return (
    <div className={styles.report} role="status" data-whole={left.length === 0 && unread === undefined}>
      <div className={styles.reportBody}>
        <h2 className={styles.reportTitle}>{title}</h2>
        <dl>
          <dt>{doneName}</dt>
          <dd>{done.length === 0 ? "–" : done.map(zoneCity).join(", ")}</dd>
          {left.length > 0 && (
            <>
              <dt>{leftName}</dt>
              <dd>
                <Left windows={left} zone={zone} />
              </dd>
            </>
          )}
          {unread !== undefined && (
            <>
              <dt>{t("runs.unreadName")}</dt>
              <dd>{t("runs.unread", { why: unread })}</dd>
            </>
          )}
        </dl>
      </div>
      <ActionIcon variant="subtle" color="gray" onClick={onClose} aria-label={t("runs.closeReport")}>
        <Icon name="close" />
      </ActionIcon>
    </div>
  );
}

function Left({ windows, zone }: { windows: readonly FailedWindow[]; zone: string }) {
  const now = useNow();
  return (
    <ul>
      {windows.map((window) => (
        <li key={window.zone}>
          <StateMark state={window.state} word={zoneCity(window.zone)} />: {window.words}{" "}
          {window.next_try && t("runs.nextTry", { at: placeText(window.next_try, zone, now) })}
        </li>
      ))}
    </ul>
  );
}

function read({ deed, report }: Report) {
  if (deed === "stop") {
    const left = report.still_dialling;
    return {
      unread: report.unread,
      title: left.length === 0 ? t("runs.stopDone") : t("runs.stopPartly"),
      doneName: t("runs.withdrawn"),
      done: report.withdrawn,
      leftName: t("runs.stillDialling"),
      left,
    };
  }
  return {
    unread: undefined,
    title: report.failed.length === 0 ? t("runs.retryDone") : t("runs.retryPartly"),
    doneName: t("runs.submitted"),
    done: report.submitted.map((window) => window.zone),
    leftName: t("runs.notYet"),
    left: report.failed,
  };
}
