import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import {
  clockSeconds,
  clockTime,
  dayText,
  fullText,
  type Instant,
  millis,
  relative,
  sameDay,
  zoneCity,
} from "@/lib/time";

interface TimeTextProps {
  at: Instant | null | undefined;
  /** IANA name. Always said: a time without its zone is a guess. */
  zone: string;
  /** "(in 43 min)" after it; on by default. */
  distance?: boolean;
  /** Count the seconds, for what just happened. */
  seconds?: boolean;
}

/** An instant as a supervisor says it: "15:40 Chicago (in 43 min)", with the day where it is not today there. */
export function TimeText({ at, zone, distance = true, seconds = false }: TimeTextProps) {
  const now = useNow(seconds ? "second" : "minute");
  if (at == null || millis(at) === undefined) return <span>{t("time.never")}</span>;
  const place = placeText(at, zone, now, seconds);
  const text = distance ? t("time.withDistance", { at: place, distance: relative(at, now) }) : place;
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={`${fullText(at, zone)} ${zone}`}
      style={{ whiteSpace: "nowrap" }}
    >
      {text}
    </time>
  );
}

/** "15:40 Chicago", or "Mon 23 Nov 15:40 Chicago" where that is not the day it is there now. */
export function placeText(at: Instant, zone: string, now: number, seconds = false): string {
  const clock = seconds ? clockSeconds(at, zone) : clockTime(at, zone);
  const city = zoneCity(zone);
  return sameDay(at, now, zone)
    ? t("time.at", { clock, city })
    : t("time.onDay", { day: dayText(at, zone), clock, city });
}
