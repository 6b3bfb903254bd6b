import { Facts } from "@/components/layout";
import { StateMark } from "@/components/state-mark";
import { TimeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { RunWindow } from "@/rpc/types";
import { clockZone, hoursText } from "../run-words";
import styles from "./run.module.css";

/** All that is known of one window. */
export function WindowDetail({ window }: { window: RunWindow }) {
  const zone = clockZone(window);
  return (
    <Facts
      rows={[
        [t("runs.state"), <StateMark key="state" state={window.state} />],
        ...(window.trouble ? [[t("runs.note"), window.trouble] as const] : []),
        ...(window.next_try
          ? [[t("runs.nextTryAt"), <TimeText key="next" at={window.next_try} zone={zone} />] as const]
          : []),
        [t("runs.hours"), hoursText(window)],
        [t("runs.zone"), window.zone.replaceAll("|", ", ")],
        [t("runs.contacts"), number(window.contacts)],
        [t("runs.verdict"), <Rule key="rule" window={window} />],
        [t("runs.tenantId"), <TenantId key="tenant" id={window.schedule_id} />],
        [t("runs.attempts"), number(window.attempts)],
        [t("runs.startUtc"), window.start],
        [t("runs.endUtc"), window.end],
      ]}
    />
  );
}

function Rule({ window: { verdict, rule } }: { window: RunWindow }) {
  if (rule === null) return <StateMark state={verdict} word={t("runs.noRule")} />;
  return (
    <>
      <StateMark state={verdict} />
      <div>{rule.words}</div>
      <div className={styles.aside}>
        {t("runs.ruleVersion", { id: rule.id, version: rule.version })}, {rule.source}
      </div>
    </>
  );
}

function TenantId({ id }: { id: string | null }) {
  if (id === null) return <span className={styles.aside}>{t("runs.notSubmitted")}</span>;
  return <span className={styles.mono}>{id}</span>;
}
