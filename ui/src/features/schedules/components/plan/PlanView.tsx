import { Button } from "@mantine/core";
import { useState } from "react";
import { ShapeIcon, StateMark } from "@/components/state-mark";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useRead } from "@/lib/query";
import type { ContactTotals, Plan, PlannedAction, PlannedRequest } from "@/rpc/types";
import { CounselRemark } from "../CounselRemark";
import { placeOf } from "../words";
import styles from "./plan.module.css";
import { RefusedWindows } from "./SubmitReportView";

/** As many requests show their body from the start. */
const OPEN_BODIES = 4;

/** Every request in its order, what is refused, and what to know before it is sent. */
export function PlanView({ plan }: { plan: Plan }) {
  const [bodies, setBodies] = useState(plan.requests.length <= OPEN_BODIES);
  return (
    <div className={styles.stack}>
      <p className={styles.lead}>{leadOf(plan)}</p>
      <p className={styles.totals}>
        {totals(plan).map(({ state, n }) => (
          <StateMark key={state} state={state} word={`${t(`states.${state}`)} ${number(n)}`} />
        ))}
        {plan.contacts.needs_zone > 0 && (
          <span>
            {t("schedules.needZone", {
              count: plan.contacts.needs_zone,
              n: number(plan.contacts.needs_zone),
            })}
          </span>
        )}
        <LeftOut contacts={plan.contacts} />
        <Releases {...plan} />
      </p>
      {plan.warnings.map((warning) => (
        <p key={warning} className={styles.warning}>
          <ShapeIcon shape="triangle" tone="warn" />
          {warning}
        </p>
      ))}
      {plan.requests.length > 0 && (
        <section aria-label={t("schedules.plan.requests")}>
          <div className={styles.partHead}>
            <h3 className={styles.partTitle}>{t("schedules.plan.requests")}</h3>
            <Button
              variant="subtle"
              size="compact-sm"
              aria-pressed={bodies}
              onClick={() => setBodies(!bodies)}
            >
              {bodies ? t("schedules.plan.hideBodies") : t("schedules.plan.showBodies")}
            </Button>
          </div>
          <ol className={styles.list}>
            {plan.requests.map((request, index) => (
              <Request
                key={`${request.zone} ${request.start} ${request.action}`}
                {...{ request, index, bodies }}
              />
            ))}
          </ol>
        </section>
      )}
      {plan.refused.length > 0 && <RefusedWindows windows={plan.refused} />}
      <CounselRemark />
    </div>
  );
}

function Request({ request, index, bodies }: { request: PlannedRequest; index: number; bodies: boolean }) {
  const { action, method, path, body, zone, words, contacts, verdict, rule } = request;
  return (
    <li className={styles.request} data-action={action}>
      <div className={styles.requestHead}>
        <span className={styles.index}>{index + 1}</span>
        <ActionMark action={action} />
        <strong>{placeOf(zone)}</strong>
        <span>{words}</span>
        <span className={styles.end}>
          {verdict === "clamped" && <StateMark state="clamped" />}
          {request.federal_hours_only && <span>{t("schedules.cell.federalOnly")}</span>}
          {t("schedules.contactsOf", { count: contacts, n: number(contacts) })}
        </span>
      </div>
      {rule && <div className={styles.rule}>{rule.words}</div>}
      {action === "keep" ? (
        <div className={styles.dim}>{t("schedules.plan.kept")}</div>
      ) : (
        <code className={styles.call}>
          <span className={styles.method}>{method}</span> {path}
        </code>
      )}
      {bodies && action !== "keep" && body != null && (
        <pre className={styles.body}>{JSON.stringify(body, null, 2)}</pre>
      )}
    </li>
  );
}

/** Contacts of groups that somebody left out: nobody calls them. */
export function LeftOut({ contacts: { left_out = 0 } }: { contacts: ContactTotals }) {
  if (left_out === 0) return null;
  return <span>{t("schedules.contactsLeftOut", { count: left_out, n: number(left_out) })}</span>;
}

const MARKS = {
  create: { shape: "arrow", tone: "live" },
  withdraw: { shape: "cross", tone: "bad" },
  keep: { shape: "check", tone: "good" },
} as const;

function ActionMark({ action }: { action: PlannedAction }) {
  return (
    <span className={styles.action}>
      <ShapeIcon {...MARKS[action]} />
      {t(`schedules.plan.action.${action}`)}
    </span>
  );
}

/** Which zone data and which rules decided. */
export function Releases({ zone_release, rules_version }: Pick<Plan, "zone_release" | "rules_version">) {
  return (
    <span className={styles.releases}>
      {t("schedules.releases", { zones: zone_release, rules: rules_version })}
    </span>
  );
}

function leadOf({ requests }: Plan): string {
  const count = (action: PlannedAction) => requests.filter((request) => request.action === action).length;
  const [create, withdraw, keep] = [count("create"), count("withdraw"), count("keep")];
  if (create + withdraw === 0)
    return keep > 0 ? t("schedules.plan.leadKept") : t("schedules.plan.leadNothing");
  return [
    withdraw > 0 ? t("schedules.plan.leadWithdraw", { count: withdraw, n: number(withdraw) }) : "",
    create > 0 ? t("schedules.plan.leadCreate", { count: create, n: number(create) }) : "",
    keep > 0 ? t("schedules.plan.leadKeep", { count: keep, n: number(keep) }) : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function totals({ contacts }: Plan) {
  const { legal, clamped, refused } = contacts;
  return [
    { state: "legal" as const, n: legal },
    { state: "clamped" as const, n: clamped },
    { state: "refused" as const, n: refused },
  ];
}

/** Reads the plan only while it is looked at: it asks the tenant about its campaign. */
export function usePlan(args: Parameters<typeof useRead<"schedule.plan">>[1], enabled: boolean) {
  return useRead("schedule.plan", args, { enabled, keepOld: false });
}
