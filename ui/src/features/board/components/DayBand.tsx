import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { clockTime, ownZone, zoneCity } from "@/lib/time";
import { HOURS, isOpen, piecesOf } from "./band";
import styles from "./band.module.css";

const HOUR = 60 * 60_000;

/** From west to east, so that the day wanders over the picture as it does over the earth. */
const ZONES = [
  "Pacific/Honolulu",
  "America/Los_Angeles",
  "America/Chicago",
  "America/New_York",
  "America/Sao_Paulo",
  "Europe/London",
  "Europe/Berlin",
  "Africa/Nairobi",
  "Asia/Kolkata",
  "Asia/Tokyo",
  "Australia/Sydney",
  "Pacific/Auckland",
];

/** Twelve hours back, twelve ahead: where it is calling time, and the instant that is now in the middle. */
export function DayBand() {
  const now = useNow();
  const start = now - 12 * HOUR;
  return (
    <figure className={styles.band}>
      <figcaption className={styles.caption}>
        <span className={styles.captionTitle}>{t("board.band.title")}</span>
        <span className={styles.dim}>{t("board.band.aside", HOURS)}</span>
      </figcaption>
      <div className={styles.rows}>
        <div className={styles.now} aria-hidden="true">
          <span>{clockTime(now, ownZone())}</span>
        </div>
        <ul className={styles.list}>
          {ZONES.map((zone) => (
            <Row key={zone} zone={zone} start={start} now={now} />
          ))}
        </ul>
      </div>
    </figure>
  );
}

function Row({ zone, start, now }: { zone: string; start: number; now: number }) {
  const open = isOpen(zone, now);
  const state = open ? t("board.band.open") : t("board.band.shut");
  const city = zoneCity(zone);
  const clock = clockTime(now, zone);
  return (
    <li className={styles.row} data-open={open}>
      <span className="sr-only">{t("board.band.label", { city, clock, state })}</span>
      <span className={styles.city} aria-hidden="true">
        {city}
      </span>
      <span className={styles.clock} aria-hidden="true">
        {clock}
      </span>
      <span className={styles.track} aria-hidden="true">
        {piecesOf(zone, start).map(({ from, to }) => (
          <span
            key={from}
            className={styles.piece}
            style={{ insetInlineStart: `${from * 100}%`, inlineSize: `${(to - from) * 100}%` }}
          />
        ))}
      </span>
    </li>
  );
}
