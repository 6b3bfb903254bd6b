import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import type { Read } from "@/lib/query";
import { clockSeconds, clockTime, dayText, ownZone, sameDay } from "@/lib/time";
import { wordsFor } from "@/lib/words";
import styles from "./notice.module.css";
import { ShapeIcon } from "./state-mark";

interface ErrorNoticeProps {
  error: unknown;
  /** Try the same again; absent where that cannot help. */
  onRetry?: () => void;
  /** Other ways out. */
  action?: ReactNode;
}

/** What failed, why, and what to do. */
export function ErrorNotice({ error, onRetry, action }: ErrorNoticeProps) {
  const { title, message, hint } = wordsFor(error);
  return (
    <Notice title={title} onRetry={onRetry} action={action}>
      {message} {hint && <span className={styles.hint}>{hint}</span>}
    </Notice>
  );
}

interface StaleNoticeProps {
  /** What could not be read: "Runs". */
  what: string;
  read: Read<unknown>;
}

/** Above old figures: what failed and since when, and of when the figures are. Nothing while all is well. */
export function StaleNotice({ what, read }: StaleNoticeProps) {
  const now = useNow();
  if (read.status !== "failing") return null;
  const { title, message, hint } = wordsFor(read.failure);
  if (read.asOf === undefined) {
    return (
      <Notice title={title} onRetry={read.refresh}>
        {message} {hint}
      </Notice>
    );
  }
  return (
    <Notice title={t("parts.staleTitle", { what, since: ownTime(read.since, now) })} onRetry={read.refresh}>
      {t("parts.staleBody", { at: clockSeconds(read.asOf, ownZone()), message: `${title}: ${message}` })}{" "}
      {hint}
    </Notice>
  );
}

interface NoticeProps {
  title: string;
  onRetry?: () => void;
  action?: ReactNode;
  children: ReactNode;
}

function Notice({ title, onRetry, action, children }: NoticeProps) {
  return (
    <div className={styles.notice} role="alert">
      <ShapeIcon shape="cross" tone="bad" />
      <div className={styles.words}>
        <div className={styles.title}>{title}</div>
        <div>{children}</div>
      </div>
      {action}
      {onRetry && (
        <Button variant="default" onClick={onRetry}>
          {t("parts.retry")}
        </Button>
      )}
    </div>
  );
}

function ownTime(at: number, now: number): string {
  const zone = ownZone();
  const clock = clockTime(at, zone);
  return sameDay(at, now, zone) ? clock : `${dayText(at, zone)} ${clock}`;
}
