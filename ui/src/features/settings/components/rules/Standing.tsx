import { ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useRead } from "@/lib/query";
import { toastAttention, toastDone } from "@/lib/toast";
import type { Forbidden, Rules } from "@/rpc/types";
import own from "./rules.module.css";

/** What is scheduled in CXone in spite of a rule, as long as it is: it may dial. Nothing where nothing is. */
export function Standing() {
  const read = useRead("rule.standing", {});
  const forbidden = read.status === "loading" ? [] : (read.data?.forbidden ?? []);
  if (forbidden.length === 0) return null;
  return (
    <section aria-label={t("settings.rules.left.title")} className={own.standing}>
      <strong>
        <ShapeIcon shape="triangle" tone="bad" />{" "}
        {t("settings.rules.left.lead", { count: forbidden.length, n: number(forbidden.length) })}
      </strong>
      <ul>
        {forbidden.map((one) => (
          <li key={one.id}>{lineOf(one)}</li>
        ))}
      </ul>
      <a href="#/">{t("settings.rules.left.decide")}</a>
    </section>
  );
}

function lineOf({ place, words, campaign_id, contacts, rule, state, decided }: Forbidden): string {
  const where = { place, words, campaign: campaign_id, count: contacts, n: number(contacts) };
  const is = decided == null ? t(`states.${state}`) : t(`settings.rules.left.decided.${decided}`);
  return t("settings.rules.left.line", { ...where, state: is, rule: rule.id });
}

/** A change of the rules is done: said with what it could not withdraw, which may still dial. */
export function tellChanged(done: string, { still_standing: left = [] }: Rules): void {
  if (left.length === 0) {
    toastDone(done);
    return;
  }
  const places = [...new Set(left.map((one) => one.place))].join(", ");
  toastAttention(
    t("settings.rules.left.still", { count: left.length, n: number(left.length), places }),
    `${done}. ${t("settings.rules.left.stillHint")}`,
  );
}
