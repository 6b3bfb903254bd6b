import { Anchor } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { EmptyState } from "@/components/EmptyState";
import { Section } from "@/components/layout";
import { ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { MapTried, Severity } from "@/rpc/types";
import { whenText } from "../../words";
import styles from "../lists.module.css";
import { SeverityMark } from "../SeverityMark";

/** The answer: who would be called no more first, then how many, then which. */
export function Tried({ tried, old }: { tried: MapTried; old: boolean }) {
  const { events, changed, from_do_not_call: from, days } = tried;
  if (events === 0) {
    return (
      <EmptyState title={t("dispositions.try.noEvents", { n: days })}>
        {t("dispositions.try.noEventsHint")}
      </EmptyState>
    );
  }
  return (
    <div style={{ opacity: old ? 0.55 : undefined }} aria-busy={old}>
      <Loud count={tried.to_do_not_call} />
      {from > 0 && (
        <p className={styles.remark}>{t("dispositions.try.fromDnc", { count: from, n: number(from) })}</p>
      )}
      <dl className={styles.figures}>
        {(["changed", "contacts", "events"] as const).map((name) => (
          <div key={name}>
            <dt>{t(`dispositions.try.${name}`)}</dt>
            <dd>{number(tried[name])}</dd>
          </div>
        ))}
      </dl>
      {changed === 0 ? (
        <EmptyState title={t("dispositions.try.nothing")}>
          {t("dispositions.try.nothingHint", { n: days })}
        </EmptyState>
      ) : (
        <Lists tried={tried} />
      )}
    </div>
  );
}

function Loud({ count }: { count: number }) {
  return (
    <p className={styles.loud} data-some={count > 0} role="status">
      {count > 0 && <ShapeIcon shape="triangle" tone="bad" size={14} />}
      {t("dispositions.try.toDnc", { count, n: number(count) })}
    </p>
  );
}

function Lists({ tried }: { tried: MapTried }) {
  const navigate = useNavigate();
  const { by_change, rows, changed } = tried;
  const aside = t("dispositions.try.rowsAside", { shown: number(rows.length), all: number(changed) });
  return (
    <>
      <Section title={t("dispositions.try.byChange")}>
        <table className={styles.table} aria-label={t("dispositions.try.byChange")}>
          <thead>
            <tr>
              <th scope="col">{t("dispositions.try.from")}</th>
              <th scope="col">{t("dispositions.try.to")}</th>
              <th scope="col" className={styles.figure}>
                {t("dispositions.try.count")}
              </th>
            </tr>
          </thead>
          <tbody>
            {by_change.map((change) => (
              <tr
                key={`${change.from} ${change.from_severity} ${change.to} ${change.to_severity} ${change.what ?? ""}`}
              >
                <td>
                  <Said category={change.from} severity={change.from_severity} />
                </td>
                <td>
                  <Said category={change.to} severity={change.to_severity} />
                  {change.what && <span className={styles.what}>{change.what}</span>}
                </td>
                <td className={styles.figure}>{number(change.contacts)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
      <Section title={t("dispositions.try.rows")} aside={aside}>
        <table className={styles.table} aria-label={t("dispositions.try.rows")}>
          <thead>
            <tr>
              {(["contact", "code", "at", "from", "to"] as const).map((name) => (
                <th key={name} scope="col">
                  {t(`dispositions.try.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.event}>
                <td>
                  <Anchor
                    component="button"
                    fz="inherit"
                    onClick={() => void navigate({ to: "/traffic", search: { open: row.event } })}
                  >
                    {row.contact}
                  </Anchor>
                </td>
                <td>{row.code}</td>
                <td>{whenText(row.at)}</td>
                <td className={styles.was}>{row.from}</td>
                <td>{row.to}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
    </>
  );
}

/** A contact whose events are all held has no severity yet. */
function Said({ category, severity }: { category: string; severity: Severity }) {
  if (category === "held") return <span className={styles.dim}>{t("dispositions.try.held")}</span>;
  return (
    <span className={styles.now}>
      {category} <SeverityMark severity={severity} />
    </span>
  );
}
