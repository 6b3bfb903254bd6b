import { Button } from "@mantine/core";
import { ErrorNotice } from "@/components/ErrorNotice";
import { useGoing } from "@/components/going";
import { type Going, windowsOf } from "@/components/going/use-going";
import { Sheet } from "@/components/Sheet";
import { t } from "@/i18n";
import { useWrite } from "@/lib/query";
import { spanText, utcText } from "@/lib/time";
import { toastDone } from "@/lib/toast";
import type { MovedFire, Schedule } from "@/rpc/types";
import { placeOf } from "../words";
import styles from "./list.module.css";

/** Fires that newer zone data puts at another instant: each before and after; nothing fires until they are accepted. */
export function MovedSheet({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const { id, draft, moved } = schedule;
  const accept = useWrite("schedule.accept_moved");
  const going = useGoing();
  const onAccept = async () => {
    const attempt = ({ confirmed }: Going) => accept.mutateAsync({ id, confirmed });
    // A failure stands in the sheet.
    const accepted = await going.send(attempt, { canPause: false }).catch(() => undefined);
    if (accepted === undefined) return;
    toastDone(t("schedules.moved.accepted", { name: draft.name }));
    onClose();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={t("schedules.moved.title", { name: draft.name })}
      footer={
        <>
          <Button onClick={() => void onAccept()} loading={accept.isPending}>
            {t("schedules.moved.verb")}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t("schedules.moved.later")}
          </Button>
        </>
      }
    >
      <p>{t("schedules.moved.lead", { release: schedule.zone_release })}</p>
      {accept.error && windowsOf(accept.error) === undefined && <ErrorNotice error={accept.error} />}
      {going.question}
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("schedules.moved.zone")}</th>
            <th scope="col">{t("schedules.moved.occurrence")}</th>
            <th scope="col">{t("schedules.moved.was")}</th>
            <th scope="col">{t("schedules.moved.is")}</th>
            <th scope="col">{t("schedules.moved.by")}</th>
          </tr>
        </thead>
        <tbody>
          {moved.map((fire) => (
            <tr key={`${fire.zone} ${fire.occurrence}`}>
              <th scope="row">{placeOf(fire.zone)}</th>
              <td>{fire.occurrence.replace("T", " ")}</td>
              <td>{utcText(fire.was)}</td>
              <td>{utcText(fire.is)}</td>
              <td>{shiftText(fire)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sheet>
  );
}

/** "1 h earlier". */
export function shiftText({ was, is }: Pick<MovedFire, "was" | "is">): string {
  const by = Date.parse(is) - Date.parse(was);
  return t(by < 0 ? "schedules.moved.earlier" : "schedules.moved.later_", { span: spanText(Math.abs(by)) });
}
