import { Button } from "@mantine/core";
import { PlainTable } from "@/components/plain-table";
import { StateMark } from "@/components/state-mark";
import text from "@/components/text.module.css";
import { t } from "@/i18n";
import type { ConnectionCheck, ConnectionTest } from "@/rpc/types";
import styles from "./test-report.module.css";

/** The test's findings: the token, then one line a job; and what the tenant can do. */
export function TestReport({ report, onHide }: { report: ConnectionTest; onHide: () => void }) {
  const { ok, checks, capabilities } = report;
  return (
    <div>
      <div className={styles.head}>
        <StateMark
          state={ok ? "done" : "attention"}
          word={t(ok ? "settings.test.good" : "settings.test.bad")}
        />
        <Button variant="subtle" onClick={onHide}>
          {t("settings.test.hide")}
        </Button>
      </div>
      <PlainTable
        caption={t("settings.test.asked")}
        rows={checks}
        rowKey={({ job }) => job}
        columns={[
          { head: t("settings.test.job"), cell: ({ job }) => jobName(job), width: "22%" },
          { head: t("settings.test.answer"), cell: ({ state }) => <StateMark state={state} />, width: "18%" },
          { head: t("settings.test.words"), cell: (check) => <Found check={check} /> },
        ]}
      />
      <PlainTable
        caption={t("settings.test.can")}
        rows={capabilities}
        rowKey={({ job }) => job}
        columns={[
          { head: t("settings.test.job"), cell: ({ job }) => jobName(job), width: "22%" },
          {
            head: t("settings.test.answer"),
            cell: ({ support }) => <StateMark state={support} />,
            width: "18%",
          },
          {
            head: t("settings.test.words"),
            cell: ({ words, support }) => words ?? t(`settings.test.support.${support}`),
          },
        ]}
      />
    </div>
  );
}

function Found({ check: { words, took_ms, scope } }: { check: ConnectionCheck }) {
  return (
    <>
      {words}
      {took_ms !== null && <span className={text.dim}> {t("settings.test.took", { ms: took_ms })}</span>}
      {scope !== null && (
        <div>
          {t("settings.test.scope")} <code className={styles.code}>{scope}</code>
        </div>
      )}
    </>
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
  contact: t("settings.test.jobs.contact"),
  contact_write: t("settings.test.jobs.contactWrite"),
  contacts_push: t("settings.test.jobs.contactsPush"),
};
