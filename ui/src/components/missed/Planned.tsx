import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import type { Read } from "@/lib/query";
import { relative, utcText } from "@/lib/time";
import type { MissedPlan, MissedStart } from "@/rpc/types";
import { ErrorNotice } from "../ErrorNotice";
import { StateMark } from "../state-mark";
import styles from "./missed.module.css";

interface PlannedProps {
  plan: Read<MissedPlan>;
  /** Its complaint stands under a field already. */
  hidden: boolean;
}

/** The engine's plan of a later start: the instant, and its verdict in each zone. */
export function Planned({ plan, hidden }: PlannedProps) {
  const now = useNow();
  if (plan.status === "failing") return hidden ? null : <ErrorNotice error={plan.failure} />;
  if (plan.status === "loading") return null;
  const { start, zones } = plan.data;
  const several = new Set(zones.map(({ schedule }) => schedule)).size > 1;
  return (
    <div role="status" data-old={plan.old} className={styles.planned}>
      <p>{t("missed.means", { at: utcText(start), distance: relative(start, now) })}</p>
      <ul className={styles.starts}>
        {zones.map((zone) => (
          <Start key={`${zone.schedule} ${zone.zone}`} start={zone} named={several} />
        ))}
      </ul>
    </div>
  );
}

function Start({ start, named }: { start: MissedStart; named: boolean }) {
  const { name, place, words, verdict, rule, contacts } = start;
  return (
    <li>
      <strong>{named ? t("missed.placeOf", { place, name }) : place}</strong>
      <span>{words}</span>
      <span className={styles.end}>
        {number(contacts)} <StateMark state={verdict} />
      </span>
      {rule && <span className={styles.rule}>{rule.words}</span>}
    </li>
  );
}
