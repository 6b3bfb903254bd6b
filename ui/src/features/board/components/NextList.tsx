import { Link } from "@tanstack/react-router";
import { Section } from "@/components/layout";
import { StateMark } from "@/components/state-mark";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import { clockTime, ownZone, zoneCity } from "@/lib/time";
import type { NextFire } from "@/rpc/types";
import styles from "./board.module.css";
import { byDay, type Start, startsOf } from "./starts";

/** More of one day is the week calendar's job. */
const MOST = 8;

/** What fires today and tomorrow: when here, when there, for how many, and what the rules say. */
export function NextList({ fires }: { fires: readonly NextFire[] }) {
  const now = useNow();
  const zone = ownZone();
  const { today, tomorrow } = byDay(startsOf(fires), now, zone);
  const more = Math.max(0, today.length - MOST) + Math.max(0, tomorrow.length - MOST);
  return (
    <Section title={t("board.next.title")} aside={t("board.next.aside")}>
      <table className={styles.table} aria-label={t("board.next.title")}>
        <thead>
          <tr>
            <th scope="col" className={styles.hereColumn}>
              {t("board.next.here", { city: zoneCity(zone) })}
            </th>
            <th scope="col" className={styles.thereColumn}>
              {t("board.next.there")}
            </th>
            <th scope="col" className={`${styles.figure} ${styles.contactsColumn}`}>
              {t("board.next.contacts")}
            </th>
            <th scope="col" className={styles.scheduleColumn}>
              {t("board.next.schedule")}
            </th>
            <th scope="col">{t("board.next.verdict")}</th>
          </tr>
        </thead>
        <Day name={t("board.next.today")} starts={today} />
        <Day name={t("board.next.tomorrow")} starts={tomorrow} />
      </table>
      {more > 0 && (
        <p className={styles.more}>
          <Link to="/schedules" search={{ view: "week" }}>
            {t("board.next.more", { count: more, n: number(more) })}
          </Link>
        </p>
      )}
    </Section>
  );
}

function Day({ name, starts }: { name: string; starts: readonly Start[] }) {
  if (starts.length === 0) return null;
  return (
    <tbody>
      <tr className={styles.day}>
        <th scope="rowgroup" colSpan={5}>
          {name}
        </th>
      </tr>
      {starts.slice(0, MOST).map((start) => (
        <Row key={start.key} start={start} />
      ))}
    </tbody>
  );
}

function Row({ start }: { start: Start }) {
  const [first] = start.fires;
  return (
    <tr>
      <td className={styles.clock}>{clockTime(start.at, ownZone())}</td>
      <td title={start.fires.map((fire) => zoneCity(fire.zone)).join(", ")}>
        <span className={styles.clock}>{clockTime(first.start, first.zone)}</span> {placesOf(start)}
      </td>
      <td className={styles.figure}>{number(start.contacts)}</td>
      <td>
        <Link
          to="/schedules/$schedule"
          params={{ schedule: first.schedule }}
          className={styles.scheduleName}
          title={first.name}
        >
          {first.name}
        </Link>
      </td>
      <td>
        <Verdict fire={first} />
      </td>
    </tr>
  );
}

function placesOf({ fires }: Start): string {
  const places = fires.map((fire) => zoneCity(fire.zone));
  if (places.length <= 3) return places.join(", ");
  return t("board.next.places", { places: places.slice(0, 2).join(", "), n: number(places.length - 2) });
}

/** The word, the hours where they are cut, and the rule's own sentence. */
function Verdict({ fire }: { fire: NextFire }) {
  if (fire.rule === null || fire.verdict === "legal") return <StateMark state={fire.verdict} />;
  const { id, version, source, words } = fire.rule;
  const clamped = t("board.next.clamped", { clock: clockTime(fire.end, fire.zone) });
  return (
    <span className={styles.verdict} title={t("board.next.rule", { id, version, source })}>
      <StateMark state={fire.verdict} word={fire.verdict === "clamped" ? clamped : undefined} />
      <span className={styles.ruleWords}>{words}</span>
    </span>
  );
}
