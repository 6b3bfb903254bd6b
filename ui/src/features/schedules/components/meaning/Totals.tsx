import { StateMark } from "@/components/state-mark";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { clockTime, utcText } from "@/lib/time";
import type { Preview } from "@/rpc/types";

import styles from "./meaning.module.css";

interface TotalsProps {
  preview: Preview;
  /** Shows the rows of the list that need a zone; absent where there is no list. */
  onNeedsZone?: () => void;
}

/** Over the first fire of every zone: how many may be called, how many shorter, how many not; and from when to when. */
export function Totals({ preview, onNeedsZone }: TotalsProps) {
  const { legal, clamped, refused, needs_zone, left_out = 0, first_start, last_start } = preview.totals;
  return (
    <ul className={styles.totals} aria-label={t("schedules.totals.label")}>
      <li>
        <StateMark state="legal" word={`${t("schedules.totals.legal")} ${number(legal)}`} />
      </li>
      <li>
        <StateMark state="clamped" word={`${t("states.clamped")} ${number(clamped)}`} />
      </li>
      <li>
        <StateMark state="refused" word={`${t("states.refused")} ${number(refused)}`} />
      </li>
      {needs_zone > 0 && (
        <li>
          <StateMark
            state="attention"
            word={t("schedules.needZone", { count: needs_zone, n: number(needs_zone) })}
          />
          {onNeedsZone && (
            <button type="button" className={styles.link} onClick={onNeedsZone}>
              {t("schedules.see")}
            </button>
          )}
        </li>
      )}
      {left_out > 0 && <li>{t("schedules.contactsLeftOut", { count: left_out, n: number(left_out) })}</li>}
      {first_start && last_start && <li className={styles.span}>{spanWords(first_start, last_start)}</li>}
    </ul>
  );
}

function spanWords(first: string, last: string): string {
  if (first === last) return t("schedules.totals.oneStart", { at: utcText(first) });
  const oneDay = first.slice(0, 10) === last.slice(0, 10);
  const start = oneDay ? `${clockTime(first, "UTC")}Z` : utcText(first);
  return t("schedules.totals.starts", { first: start, last: utcText(last) });
}
