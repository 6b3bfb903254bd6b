import { Button } from "@mantine/core";
import { ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import type { Dispositions } from "@/rpc/types";
import type { Draft } from "../../api/use-draft";
import type { Move } from "../../place";
import { whenText } from "../../words";
import styles from "./map.module.css";

interface ConflictBarProps {
  shown: Dispositions;
  draft: Draft;
  move: Move;
}

/** Two people have a draft; nothing of either is lost until one of them chooses. */
export function ConflictBar({ shown, draft, move }: ConflictBarProps) {
  return (
    <section className={styles.draft} data-draft="conflict" aria-label={t("dispositions.draft.label")}>
      <div className={styles.draftWords} role="alert">
        <div className={styles.draftCount}>
          <ShapeIcon shape="triangle" tone="bad" size={10} /> {theirWords(shown)}
        </div>
        <div>{t("dispositions.conflict.kept")}</div>
      </div>
      <div className={styles.draftDeeds}>
        <Button onClick={() => move({ sheet: "theirs" })}>{t("dispositions.conflict.look")}</Button>
        <Button variant="default" onClick={() => void draft.putOver()}>
          {t("dispositions.conflict.putOver")}
        </Button>
      </div>
    </section>
  );
}

/** Who was faster, and when. */
export function theirWords({ draft }: Dispositions): string {
  if (draft === null) return t("dispositions.conflict.gone");
  return t("dispositions.conflict.changed", { by: draft.changed_by, at: whenText(draft.changed_at) });
}
