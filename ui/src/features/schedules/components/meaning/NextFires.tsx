import { StateMark } from "@/components/state-mark";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import { useRead } from "@/lib/query";
import { relative } from "@/lib/time";
import type { Preview, PreviewArgs } from "@/rpc/types";
import styles from "./meaning.module.css";

const FIRES = 10;

/** The next fires over all zones, soonest first. */
export function NextFires({ args }: { args: PreviewArgs }) {
  const now = useNow();
  const read = useRead("schedule.preview", { ...args, count: FIRES });
  if (read.status === "loading" || read.data === undefined) return null;
  const fires = soonest(read.data, FIRES);
  if (fires.length === 0) return <p className={styles.dim}>{t("schedules.next.none")}</p>;
  return (
    <table className={styles.list}>
      <tbody>
        {fires.map(({ row, fire }) => (
          <tr key={`${row.zone} ${fire.start}`}>
            <td>{row.place}</td>
            <td>{fire.words}</td>
            <td className={styles.dim}>{relative(fire.start, now)}</td>
            <td className={styles.end}>{row.contacts > 0 && number(row.contacts)}</td>
            <td>
              <StateMark state={fire.verdict} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function soonest(preview: Preview, count: number) {
  const all = preview.rows.flatMap((row) => row.fires.map((fire) => ({ row, fire })));
  return all.sort((one, other) => Date.parse(one.fire.start) - Date.parse(other.fire.start)).slice(0, count);
}
