import { Section } from "@/components/layout";
import { Remark } from "@/components/Remark";
import { TimeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { ownZone } from "@/lib/time";
import type { DncImport } from "@/rpc/types";
import { Counts } from "../Counts";
import { Notes } from "../ImportDetail";
import { RefusedRows } from "../RefusedRows";
import styles from "./import.module.css";

/** What an import would change, before anything is written. */
export function Looked({ of }: { of: DncImport }) {
  return (
    <div className={styles.sections}>
      <Section title={of.file}>
        <p className={styles.found}>
          {t("dnc.import.found", { count: of.numbers, n: number(of.numbers), rows: number(of.rows) })}
        </p>
        {of.lifts > 0 && <Lifts of={of} />}
        {of.confirm > of.lifts && (
          <Remark title={t("dnc.import.lacksTitle", { count: of.lacks, n: number(of.lacks) })}>
            {t("dnc.import.lacks")}
          </Remark>
        )}
        <Counts of={of} />
        {of.confirmed_by && (
          <p className={styles.dim}>
            {t("dnc.import.by")} <TimeText at={of.confirmed_by} zone={ownZone()} />
          </p>
        )}
      </Section>
      {of.notes.length > 0 && <Notes notes={of.notes} />}
      {of.refused > 0 && (
        <Section title={t("dnc.refused.title")} aside={number(of.refused)}>
          <RefusedRows of={of} />
        </Section>
      )}
    </div>
  );
}

function Lifts({ of: { lifts, lifts_people } }: { of: DncImport }) {
  return (
    <Remark title={t("dnc.import.liftsTitle", { count: lifts, n: number(lifts) })}>
      {t("dnc.import.lifts")}
      {lifts_people > 0 && (
        <> {t("dnc.import.liftsPeople", { count: lifts_people, n: number(lifts_people) })}</>
      )}
    </Remark>
  );
}
