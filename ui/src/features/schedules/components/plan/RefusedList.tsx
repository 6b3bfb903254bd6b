import { StateMark } from "@/components/state-mark";
import { TimeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { RefusedWindow } from "@/rpc/types";
import { placeOf } from "../words";
import styles from "./plan.module.css";

/** Zones that are not called, each with the sentence of its rule and when it is legal again. */
export function RefusedList({ windows }: { windows: readonly RefusedWindow[] }) {
  return windows.map((window) => (
    <li key={window.zone} className={styles.refusal}>
      <div className={styles.refusalHead}>
        <StateMark state="refused" word={placeOf(window.zone)} />
        <span className={styles.dim}>
          {t("schedules.contactsOf", { count: window.contacts, n: number(window.contacts) })}
        </span>
      </div>
      <div>{window.words}</div>
      {window.rule && (
        <div className={styles.dim}>
          {t("schedules.ruleOf", {
            id: window.rule.id,
            version: window.rule.version,
            source: window.rule.source,
          })}
        </div>
      )}
      {window.legal_again && (
        <div className={styles.dim}>
          {t("schedules.legalAgain")}{" "}
          <TimeText at={window.legal_again} zone={window.zone.split("|")[0] ?? window.zone} />
        </div>
      )}
    </li>
  ));
}
