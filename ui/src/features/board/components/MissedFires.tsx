import { Button } from "@mantine/core";
import { StaleNotice } from "@/components/ErrorNotice";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import { useRead } from "@/lib/query";
import { clockTime, dayText, sameDay } from "@/lib/time";
import type { MissedFire } from "@/rpc/types";
import styles from "./board.module.css";
import type { MissedVerb } from "./missed-verb";

interface MissedFiresProps {
  ids: readonly string[];
  /** Decides one of them alone; absent where all are decided together. */
  onVerb?: (verb: MissedVerb, id: string) => void;
}

/** The fires that are decided on: where, when they were due, how long it stays legal there, how many people. */
export function MissedFires({ ids, onVerb }: MissedFiresProps) {
  const read = useRead("missed.list", {});
  const now = useNow();
  const fires = useChosen(ids);
  return (
    <>
      <StaleNotice what={t("board.needs.title")} read={read} />
      {fires.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t("board.missed.place")}</th>
              <th scope="col">{t("board.missed.due")}</th>
              <th scope="col">{t("board.missed.until")}</th>
              <th scope="col" className={styles.figure}>
                {t("board.missed.contacts")}
              </th>
              {onVerb && <th scope="col">{t("board.missed.decide")}</th>}
            </tr>
          </thead>
          <tbody>
            {fires.map((fire) => (
              <tr key={fire.id} title={fire.reason}>
                <td>{fire.place}</td>
                <td>{there(fire.due, fire.zone, now)}</td>
                <td>
                  {fire.legal_until === null
                    ? t("board.missed.notLegal")
                    : there(fire.legal_until, fire.zone, now)}
                </td>
                <td className={styles.figure}>{number(fire.contacts)}</td>
                {onVerb && (
                  <td>
                    {VERBS.map(({ verb, label }) => (
                      <Button
                        key={verb}
                        variant="default"
                        size="compact-sm"
                        aria-label={t("board.missed.decideOne", {
                          verb: t(label),
                          place: fire.place,
                          at: there(fire.due, fire.zone, now),
                        })}
                        onClick={() => onVerb(verb, fire.id)}
                      >
                        {t(label)}
                      </Button>
                    ))}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

const VERBS = [
  { verb: "run", label: "board.needs.runNow" },
  { verb: "skip", label: "board.needs.skip" },
  { verb: "move", label: "board.needs.move" },
] as const;

/** The tray's rows that these ids name. */
export function useChosen(ids: readonly string[]): readonly MissedFire[] {
  const read = useRead("missed.list", {});
  const all = read.status === "loading" ? [] : (read.data ?? []);
  return all.filter((fire) => ids.includes(fire.id));
}

/** The place stands in the row already; the day only where it is another than there now. */
function there(at: string, zone: string, now: number): string {
  const clock = clockTime(at, zone);
  return sameDay(at, now, zone) ? clock : `${dayText(at, zone)} ${clock}`;
}
