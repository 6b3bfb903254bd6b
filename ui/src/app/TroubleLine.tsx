import { ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { useDoor } from "@/lib/query";
import { clockTime, dayText, ownZone, sameDay } from "@/lib/time";
import { type Trouble, useTroubles } from "@/lib/trouble";
import type { Trouble as EngineTrouble } from "@/rpc/types";
import styles from "./frame.module.css";
import { NewAddress } from "./NewAddress";

/** One line at the foot of every page while the program itself is in trouble: what, since when, what to do. */
export function TroubleLine({ engine }: { engine: readonly EngineTrouble[] }) {
  const all = [...useTroubles(), ...engine.map(fromEngine)];
  const now = useNow();
  const worst = all[0];
  const door = useDoor();
  const away = worst?.cause === "door" && door.kind === "browser";
  return (
    <div className={styles.foot}>
      <div
        role="alert"
        className={styles.trouble}
        hidden={worst === undefined}
        aria-label={t("frame.trouble")}
      >
        {worst && (
          <>
            <ShapeIcon shape="triangle" tone="warn" />
            <span>
              <strong>{worst.what}</strong>{" "}
              <span className={styles.since}>
                {t("frame.troubleSince", { since: sinceText(worst.since, now) })}.
              </span>{" "}
              {worst.todo}
              {all.length > 1 && (
                <span className={styles.since}> {t("frame.troubleMore", { count: all.length - 1 })}</span>
              )}
            </span>
          </>
        )}
      </div>
      {away && <NewAddress />}
    </div>
  );
}

function fromEngine({ what, since, to_do }: EngineTrouble): Trouble {
  return { cause: what, what, since: Date.parse(since), todo: to_do };
}

function sinceText(since: number, now: number): string {
  const zone = ownZone();
  const clock = clockTime(since, zone);
  return sameDay(since, now, zone) ? clock : `${dayText(since, zone)} ${clock}`;
}
