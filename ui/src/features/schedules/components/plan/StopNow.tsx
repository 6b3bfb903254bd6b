import { Button } from "@mantine/core";
import { ConfirmSheet } from "@/components/ConfirmSheet";
import { Sheet } from "@/components/Sheet";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { placeOf } from "../words";
import styles from "./plan.module.css";
import { Failed } from "./SubmitReportView";

interface StopNowProps {
  connection: string;
  campaign: { id: string; name: string };
  onClose: () => void;
}

/** Withdraws every window of a campaign after one question, and says what could not be stopped. */
export function StopNow({ connection, campaign, onClose }: StopNowProps) {
  const stop = useWrite("schedule.stop_now");
  const report = stop.data;
  if (report === undefined) {
    return (
      <ConfirmSheet
        open
        danger
        onClose={onClose}
        title={t("schedules.stop.title", { name: campaign.name })}
        verb={t("schedules.stop.verb", { name: campaign.name })}
        onConfirm={() => stop.mutate({ connection, campaign_id: campaign.id })}
        pending={stop.isPending}
        error={stop.error}
      >
        {t("schedules.stop.body")}
      </ConfirmSheet>
    );
  }
  const { withdrawn, still_dialling, unread } = report;
  return (
    <Sheet
      open
      onClose={onClose}
      title={t("schedules.stop.report", { name: campaign.name })}
      footer={
        <Button variant="default" onClick={onClose}>
          {t("parts.close")}
        </Button>
      }
    >
      <div className={styles.stack}>
        <p className={styles.lead} role="status">
          {t("schedules.stop.withdrawn", { count: withdrawn.length, n: number(withdrawn.length) })}{" "}
          {still_dialling.length === 0
            ? t(unread == null ? "schedules.stop.silent" : "schedules.stop.silentHere")
            : t("schedules.stop.still", { count: still_dialling.length, n: number(still_dialling.length) })}
        </p>
        {unread != null && <p className={styles.lead}>{t("schedules.stop.unread", { why: unread })}</p>}
        {withdrawn.length > 0 && <p className={styles.dim}>{withdrawn.map(placeOf).join(", ")}</p>}
        {still_dialling.length > 0 && <Failed windows={still_dialling} />}
      </div>
    </Sheet>
  );
}
