import { StaleNotice } from "@/components/ErrorNotice";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import { type Read, useRead } from "@/lib/query";
import { millis, spanText } from "@/lib/time";
import type { DncStatus } from "@/rpc/types";
import styles from "./dnc.module.css";

export function useStatus(connection: string | undefined): Read<DncStatus[]> {
  return useRead("dnc.status", { connection }, { enabled: connection !== undefined });
}

/** What is on its way to CXone, with its clock. */
export function OnTheWay({ read }: { read: Read<DncStatus[]> }) {
  const now = useNow("second");
  const status = read.status === "loading" ? undefined : read.data?.[0];
  return (
    <section className={styles.way} aria-label={t("dnc.way.title")}>
      <StaleNotice what={t("dnc.way.title")} read={read} />
      {status && (
        <p>
          <strong>{t("dnc.way.title")}</strong>
          {wordsOf(status, now).map((words) => (
            <span key={words}>{words}</span>
          ))}
        </p>
      )}
    </section>
  );
}

/** "3 waiting", "oldest … 40 s", "41 confirmed today": what there is none of is not said. */
export function wordsOf(status: DncStatus, now: number): string[] {
  const { waiting, sending, dead, oldest, confirmed_today, median_seconds, trouble } = status;
  const said = (key: "waiting" | "sending" | "confirmed" | "refused", count: number) =>
    t(`dnc.way.${key}`, { count, n: number(count) });
  const received = oldest === null ? undefined : millis(oldest);
  return [
    ...(waiting + sending === 0 ? [t("dnc.way.nothing")] : []),
    ...(waiting > 0 ? [said("waiting", waiting)] : []),
    ...(sending > 0 ? [said("sending", sending)] : []),
    ...(received === undefined ? [] : [t("dnc.way.oldest", { span: spanText(now - received) })]),
    said("confirmed", confirmed_today),
    ...(median_seconds === null ? [] : [t("dnc.way.median", { span: spanText(median_seconds * 1_000) })]),
    ...(dead > 0 ? [said("refused", dead)] : []),
    ...(trouble === null ? [] : [trouble]),
  ];
}
