import type { ReactNode } from "react";
import { StateMark } from "@/components/state-mark";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { utcText } from "@/lib/time";
import type { PreviewFire, PreviewRow } from "@/rpc/types";
import { localText, utcSpan } from "../words";
import styles from "./grid.module.css";

interface CellProps {
  row: PreviewRow;
  fire: PreviewFire;
}

/** Everything about one fire in one zone: there and in UTC, whom it reaches, which rule binds, what is odd. */
export function CellFacts({ row, fire }: CellProps) {
  const refused = fire.verdict === "refused";
  return (
    <div className={styles.facts}>
      <StateMark state={fire.verdict} word={verdictWord(fire)} />
      <dl>
        <Fact name={t("schedules.cell.start")}>{localText(fire.local_start)}</Fact>
        {!refused && <Fact name={t("schedules.cell.end")}>{localText(fire.local_end)}</Fact>}
        <Fact name={t("schedules.cell.utc")}>
          {refused ? utcText(fire.start) : utcSpan(fire.start, fire.end)}
        </Fact>
        <Fact name={t("schedules.cell.contacts")}>{contactsWords(row)}</Fact>
        {fire.rule && (
          <Fact name={t("schedules.cell.rule")}>
            {fire.rule.words}
            <span className={styles.source}>
              {t("schedules.ruleOf", {
                id: fire.rule.id,
                version: fire.rule.version,
                source: fire.rule.source,
              })}
            </span>
          </Fact>
        )}
        {fire.federal_hours_only && (
          <Fact name={t("schedules.cell.law")}>{t("schedules.cell.federalOnly")}</Fact>
        )}
        {fire.caused_by && (
          <Fact name={t("schedules.cell.causedBy")}>
            {t("schedules.cell.causedByWords", {
              count: fire.caused_by.contacts,
              n: number(fire.caused_by.contacts),
              jurisdiction: fire.caused_by.jurisdiction,
            })}
          </Fact>
        )}
      </dl>
      {fire.mark_words.length > 0 && (
        <ul className={styles.marks} aria-label={t("schedules.cell.marks")}>
          {fire.mark_words.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function verdictWord(fire: PreviewFire): string {
  return t(`schedules.cell.verdict.${fire.verdict}`, { asked: fire.words });
}

function contactsWords({ contacts, jurisdictions }: PreviewRow): string {
  if (contacts === 0) return t("schedules.cell.noContacts");
  if (jurisdictions.length < 2) return number(contacts);
  const parts = jurisdictions.map((part) => `${part.jurisdiction} ${number(part.contacts)}`);
  return `${number(contacts)} (${parts.join(", ")})`;
}
