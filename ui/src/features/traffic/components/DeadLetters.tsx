import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { ConfirmSheet } from "@/components/ConfirmSheet";
import { EmptyState } from "@/components/EmptyState";
import { StaleNotice } from "@/components/ErrorNotice";
import { looksOf, ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useRead } from "@/lib/query";
import type { DeadCause } from "@/rpc/types";
import { useReplay } from "../api/replay";
import { logTime } from "./columns";
import styles from "./traffic.module.css";

/** What failed for good, told apart by its cause, most first; each cause can be replayed as a whole. */
export function DeadLetters({ onShow }: { onShow: (dead: DeadCause) => void }) {
  const read = useRead("traffic.dead", {});
  const causes = read.status === "loading" ? undefined : read.data;
  const part = useFocusWhenFewer(causes?.length ?? 0);
  return (
    <section className={styles.dead} aria-label={t("traffic.dead.label")} ref={part} tabIndex={-1}>
      <StaleNotice what={t("traffic.dead.label")} read={read} />
      {causes?.length === 0 && (
        <EmptyState title={t("traffic.dead.empty")}>{t("traffic.dead.emptyHint")}</EmptyState>
      )}
      <ul className={styles.causes}>
        {causes?.map((dead) => (
          <Cause
            key={`${dead.direction} ${dead.party_id} ${dead.cause}`}
            dead={dead}
            onShow={() => onShow(dead)}
          />
        ))}
      </ul>
    </section>
  );
}

/** A cause that was replayed goes, with the button that had the focus: the keys then go on here. */
function useFocusWhenFewer(count: number) {
  const part = useRef<HTMLElement>(null);
  const before = useRef(count);
  useEffect(() => {
    if (count < before.current && document.activeElement === document.body) part.current?.focus();
    before.current = count;
  }, [count]);
  return part;
}

function Cause({ dead, onShow }: { dead: DeadCause; onShow: () => void }) {
  const { direction, party, party_id, cause, count, oldest, newest, blocked } = dead;
  const [asking, setAsking] = useState(false);
  const replay = useReplay();
  const n = number(count);
  const verb = t("traffic.dead.replayAll", { count, n });
  const where = t(direction === "sent" ? "traffic.dead.to" : "traffic.dead.from", { party });
  const what = `${t("traffic.dead.count", { count, n })} ${where}`;
  return (
    <li className={styles.cause}>
      <div>
        <h2 className={styles.causeTitle}>
          <ShapeIcon {...looksOf("dead")} />
          <span>{what}</span>
        </h2>
        <p>{cause}</p>
        <p className={styles.quiet}>
          {oldest === newest
            ? logTime(oldest)
            : t("traffic.dead.span", { oldest: logTime(oldest), newest: logTime(newest) })}
          {blocked && (
            <>
              {` · ${blocked} `}
              <Link to="/settings" search={{ part: direction === "sent" ? "deliveries" : "listener" }}>
                {t("traffic.dead.toSettings")}
              </Link>
            </>
          )}
        </p>
      </div>
      <div className={styles.causeActions}>
        <Button
          variant="default"
          onClick={onShow}
          aria-label={t("traffic.dead.deedOf", { verb: t("traffic.dead.show"), what })}
        >
          {t("traffic.dead.show")}
        </Button>
        <Button
          disabled={blocked !== null}
          onClick={() => setAsking(true)}
          aria-label={t("traffic.dead.deedOf", { verb, what })}
        >
          {verb}
        </Button>
      </div>
      <ConfirmSheet
        open={asking}
        onClose={() => setAsking(false)}
        title={t("traffic.dead.title", { what })}
        verb={verb}
        pending={replay.isPending}
        onConfirm={() =>
          replay.mutate(
            { ids: [], cause: { direction, party_id, cause } },
            { onSuccess: () => setAsking(false) },
          )
        }
      >
        {t(direction === "sent" ? "traffic.dead.body" : "traffic.dead.bodyReceived")}
      </ConfirmSheet>
    </li>
  );
}
