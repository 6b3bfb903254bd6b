import { Radio } from "@mantine/core";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { clockTime } from "@/lib/time";
import type { Forbidden, RuleTreatment } from "@/rpc/types";
import own from "./rules.module.css";

interface StandingChoiceProps {
  /** What stands at the tenant and the rule forbids. */
  forbidden: readonly Forbidden[];
  value: RuleTreatment;
  onChange: (value: RuleTreatment) => void;
}

/** The windows that a rule forbids, before it is saved, and what becomes of them. */
export function StandingChoice({ forbidden, value, onChange }: StandingChoiceProps) {
  const shortened = forbidden.filter((one) => one.allowed_until !== null).length;
  return (
    <section aria-label={t("settings.rules.standing.title")} className={own.standing}>
      <strong role="status">{t("settings.rules.standing.lead", totals(forbidden))}</strong>
      <ul>
        {forbidden.slice(0, SHOWN).map((one) => (
          <li key={one.id}>{value === "shorten" ? shortenedLine(one) : lineOf(one)}</li>
        ))}
        {forbidden.length > SHOWN && (
          <li>{t("settings.rules.standing.more", { n: number(forbidden.length - SHOWN) })}</li>
        )}
      </ul>
      <Radio.Group
        label={t("settings.rules.standing.what")}
        value={value}
        onChange={(chosen) => onChange(treatmentOf(chosen))}
      >
        <div className={own.treatments}>
          <Radio value="withdraw" label={t("settings.rules.standing.withdraw")} />
          <Radio
            value="shorten"
            disabled={shortened === 0}
            label={t("settings.rules.standing.shorten")}
            description={shortened === 0 ? t("settings.rules.standing.nothingToShorten") : undefined}
          />
          <Radio value="keep" label={t("settings.rules.standing.keep")} />
        </div>
      </Radio.Group>
    </section>
  );
}

function lineOf({ place, words, campaign_id, contacts }: Forbidden): string {
  const line = { place, words, campaign: campaign_id, count: contacts, n: number(contacts) };
  return t("settings.rules.standing.line", line);
}

/** With the hours that are left of it, on its own clock. */
function shortenedLine(one: Forbidden): string {
  const line = lineOf(one);
  if (one.allowed_until === null) return line;
  const until = clockTime(one.allowed_until, one.zone);
  if (one.allowed_from == null) return t("settings.rules.standing.shortenedEnd", { line, until });
  return t("settings.rules.standing.shortened", { line, from: clockTime(one.allowed_from, one.zone), until });
}

/** So many are listed one by one. */
const SHOWN = 8;

function totals(forbidden: readonly Forbidden[]) {
  const contacts = forbidden.reduce((sum, one) => sum + one.contacts, 0);
  return { count: forbidden.length, n: number(forbidden.length), contacts: number(contacts) };
}

function treatmentOf(chosen: string): RuleTreatment {
  return chosen === "shorten" || chosen === "keep" ? chosen : "withdraw";
}
