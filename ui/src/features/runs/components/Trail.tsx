import { Link } from "@tanstack/react-router";
import { StaleNotice } from "@/components/ErrorNotice";
import { Section } from "@/components/layout";
import { ResultMark } from "@/components/ResultMark";
import { TimeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useRead } from "@/lib/query";
import { ownZone } from "@/lib/time";
import type { AuditRow } from "@/rpc/types";
import styles from "./run.module.css";

const SHOWN = 12;

/** The audit rows of the run and of its windows: theirs name the run in what they hold. */
export function Trail({ id }: { id: string }) {
  const read = useRead("audit.list", { filter: { text: id }, limit: SHOWN });
  const page = read.status === "loading" ? undefined : read.data;
  const rows = page?.rows ?? [];
  const all = (
    <Link to="/audit" search={{ q: id }}>
      {t("runs.trailAll")}
    </Link>
  );
  return (
    <Section
      title={t("runs.trail")}
      aside={page && t("runs.trailOf", { shown: number(rows.length), total: number(page.total) })}
      actions={all}
    >
      <StaleNotice what={t("runs.trail")} read={read} />
      {page && rows.length === 0 && <p className={styles.quiet}>{t("runs.trailEmpty")}</p>}
      {rows.length > 0 && <Rows rows={rows} />}
    </Section>
  );
}

function Rows({ rows }: { rows: readonly AuditRow[] }) {
  return (
    <table className={`${styles.table} ${styles.fixed}`} aria-label={t("runs.trail")}>
      <thead>
        <tr>
          <th scope="col" style={{ width: 232 }}>
            {t("runs.time")}
          </th>
          <th scope="col" style={{ width: 112 }}>
            {t("runs.who")}
          </th>
          <th scope="col" style={{ width: 152 }}>
            {t("runs.action")}
          </th>
          <th scope="col">{t("runs.object")}</th>
          <th scope="col">{t("runs.result")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.seq}>
            <td>
              <Link to="/audit" search={{ open: String(row.seq) }} className={styles.plain}>
                <TimeText at={row.at} zone={ownZone()} distance={false} seconds />
              </Link>
            </td>
            <td>{row.actor}</td>
            <td>{row.action}</td>
            <td title={row.object}>{row.object}</td>
            <td>
              <ResultMark result={row.result} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
