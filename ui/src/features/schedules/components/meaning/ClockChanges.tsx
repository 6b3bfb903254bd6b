import { ErrorNotice } from "@/components/ErrorNotice";
import { ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { useRead } from "@/lib/query";
import { dayText } from "@/lib/time";
import type { ClockChange, ClockChangesArgs } from "@/rpc/types";
import { placeOf } from "../words";
import styles from "./meaning.module.css";

/** The next 12 months' clock changes in these zones, and what they do to the fires. */
export function ClockChanges({ args }: { args: ClockChangesArgs }) {
  const read = useRead("schedule.clock_changes", args);
  if (read.status === "failing") return <ErrorNotice error={read.failure} onRetry={read.refresh} />;
  if (read.status === "loading") return <p className={styles.dim}>{t("parts.loading")}…</p>;
  const changes = gathered(read.data);
  if (changes.length === 0) return <p className={styles.dim}>{t("schedules.changes.none")}</p>;
  return (
    <table className={styles.list}>
      <tbody>
        {changes.map((change) => (
          <tr key={`${change.before} ${change.after} ${change.effect}`} data-moves={change.effect !== null}>
            <td>
              {dayText(`${change.before.slice(0, 10)}T00:00:00Z`, "UTC")} {change.before.slice(0, 4)}
            </td>
            <td>
              {change.before.slice(11)} → {change.after.slice(11)}
            </td>
            <td className={styles.wide}>{change.places.join(", ")}</td>
            <td className={styles.wide}>
              {change.effect === null ? (
                <span className={styles.dim}>{t("schedules.changes.noEffect")}</span>
              ) : (
                <span className={styles.effect}>
                  <ShapeIcon shape="triangle" tone="warn" />
                  {change.effect}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface Gathered {
  before: string;
  after: string;
  effect: string | null;
  places: string[];
}

/** Zones whose clocks change by the same words on the same local day stand in one line. */
export function gathered(changes: readonly ClockChange[]): Gathered[] {
  const found = new Map<string, Gathered>();
  for (const { local_before: before, local_after: after, effect, zone } of changes) {
    const key = `${before} ${after} ${effect}`;
    const line = found.get(key) ?? { before, after, effect, places: [] };
    line.places.push(placeOf(zone));
    found.set(key, line);
  }
  return [...found.values()];
}
