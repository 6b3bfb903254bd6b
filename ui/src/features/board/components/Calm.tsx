import { ShapeIcon } from "@/components/state-mark";
import { placeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { relative } from "@/lib/time";
import type { NextFire } from "@/rpc/types";
import styles from "./board.module.css";

/** Nothing waits: said calmly, with what comes next. */
export function Calm({ next }: { next: readonly NextFire[] }) {
  const now = useNow();
  const first = next.find((fire) => fire.verdict !== "refused");
  return (
    <div className={styles.calm}>
      <ShapeIcon shape="check" tone="good" size={20} />
      <div>
        <p className={styles.calmTitle}>{t("board.calm.title")}</p>
        <p className={styles.dim}>
          {first === undefined
            ? t("board.calm.noNext")
            : t("board.calm.next", {
                at: t("time.withDistance", {
                  at: placeText(first.start, first.zone, now),
                  distance: relative(first.start, now),
                }),
                name: first.name,
              })}
        </p>
      </div>
    </div>
  );
}
