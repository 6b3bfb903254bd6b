import { Link } from "@tanstack/react-router";
import { looksOf, ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import type { DncEvent } from "@/rpc/types";
import { atSeconds } from "./columns";
import styles from "./dnc.module.css";

/** Who said what of a number, newest first, and what came of it. */
export function LookupEvents({ events }: { events: readonly DncEvent[] }) {
  return (
    <ol className={styles.events}>
      {events.map((event, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two events may be equal in all they say
        <Said key={index} event={event} />
      ))}
    </ol>
  );
}

function Said({ event }: { event: DncEvent }) {
  const { direction, at, who, file, expiry, reason, words } = event;
  return (
    <li>
      <ShapeIcon {...looksOf(direction === "out" ? "refused" : direction === "in" ? "allowed" : "ended")} />
      <div>
        <p className={styles.first}>
          <strong>{t(direction === null ? "dnc.lookup.saidBack" : SAID[direction])}</strong>{" "}
          <span className={styles.dim}>{atSeconds(at)}</span>
        </p>
        <p className={styles.first}>
          {t("dnc.lookup.by", { source: sourceWord(event.source), who })}
          {file && <> · {file}</>}
        </p>
        {reason && <p className={styles.first}>{t("dnc.lookup.reason", { reason })}</p>}
        {expiry && <p className={styles.first}>{t("dnc.lookup.expiry", { date: expiry })}</p>}
        <p className={styles.dim}>
          {courseOf(event)}
          {event.event && (
            <>
              {" · "}
              <Link to="/traffic" search={{ open: event.event }}>
                {t("dnc.lookup.toEvent")}
              </Link>
            </>
          )}
        </p>
        {words && <p className={styles.dim}>{words}</p>}
      </div>
    </li>
  );
}

const SAID = { out: "dnc.lookup.saidOut", in: "dnc.lookup.saidIn" } as const;

/** "confirmed by CXone · received 09:31 · sent 09:31 · ended 09:32". */
function courseOf({ outcome, received, sent, ended }: DncEvent): string {
  const times: string[] = [t("dnc.lookup.received", { at: atSeconds(received) })];
  if (sent) times.push(t("dnc.lookup.sent", { at: atSeconds(sent) }));
  if (ended) times.push(t("dnc.lookup.ended", { at: atSeconds(ended) }));
  return [outcomeWord(outcome), ...times].join(" · ");
}

const SOURCES = ["webhook", "disposition", "person", "import", "release"] as const;

function sourceWord(source: string): string {
  const known = SOURCES.find((each) => each === source);
  return known ? t(`dnc.lookup.sources.${known}`) : source;
}

const OUTCOMES = [
  "waiting",
  "confirmed",
  "late",
  "superseded",
  "dead",
  "removed",
  "counts",
  "taken_back",
] as const;

function outcomeWord(outcome: string): string {
  const known = OUTCOMES.find((each) => each === outcome);
  return known ? t(`dnc.lookup.outcomes.${known}`) : outcome;
}
