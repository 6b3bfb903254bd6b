import { Button } from "@mantine/core";
import { StateMark } from "@/components/state-mark";
import { t } from "@/i18n";
import type { Capability, ConnectionCheck, ConnectionTest } from "@/rpc/types";
import styles from "../settings.module.css";

/** What the test found: the token, then one line a job; and what the tenant can do. */
export function TestReport({ report, onHide }: { report: ConnectionTest; onHide: () => void }) {
  return (
    <div>
      <div className={styles.actions}>
        <StateMark
          state={report.ok ? "done" : "attention"}
          word={report.ok ? t("settings.test.good") : t("settings.test.bad")}
        />
        <Button variant="subtle" onClick={onHide}>
          {t("settings.test.hide")}
        </Button>
      </div>
      <table className={styles.table}>
        <caption>{t("settings.test.asked")}</caption>
        <Head />
        <tbody>
          {report.checks.map((check) => (
            <CheckRow key={check.job} check={check} />
          ))}
        </tbody>
      </table>
      <table className={styles.table}>
        <caption>{t("settings.test.can")}</caption>
        <Head />
        <tbody>
          {report.capabilities.map((capability) => (
            <CapabilityRow key={capability.job} capability={capability} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head() {
  return (
    <thead>
      <tr>
        <th scope="col" style={{ width: "22%" }}>
          {t("settings.test.job")}
        </th>
        <th scope="col" style={{ width: "18%" }}>
          {t("settings.test.answer")}
        </th>
        <th scope="col">{t("settings.test.words")}</th>
      </tr>
    </thead>
  );
}

function CheckRow({ check }: { check: ConnectionCheck }) {
  return (
    <tr>
      <td>{jobName(check.job)}</td>
      <td>
        <StateMark state={check.state} />
      </td>
      <td>
        {check.words}
        {check.took_ms !== null && (
          <span className={styles.dim}> {t("settings.test.took", { ms: check.took_ms })}</span>
        )}
        {check.scope !== null && (
          <div>
            {t("settings.test.scope")} <code className={styles.code}>{check.scope}</code>
          </div>
        )}
      </td>
    </tr>
  );
}

function CapabilityRow({ capability }: { capability: Capability }) {
  return (
    <tr>
      <td>{jobName(capability.job)}</td>
      <td>
        <StateMark state={capability.support} />
      </td>
      <td>{capability.words ?? t(`settings.test.support.${capability.support}`)}</td>
    </tr>
  );
}

/** A job of a newer engine is shown by its own name. */
function jobName(job: string): string {
  return JOBS[job] ?? job;
}

const JOBS: Record<string, string> = {
  token: t("settings.test.jobs.token"),
  campaigns: t("settings.test.jobs.campaigns"),
  schedules: t("settings.test.jobs.schedules"),
  analytics: t("settings.test.jobs.analytics"),
  submit: t("settings.test.jobs.submit"),
  withdraw: t("settings.test.jobs.withdraw"),
};
