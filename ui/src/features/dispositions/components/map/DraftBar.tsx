import { Button } from "@mantine/core";
import { ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { Dispositions } from "@/rpc/types";
import type { Draft } from "../../api/use-draft";
import type { Move } from "../../place";
import { whenText } from "../../words";
import { ConflictBar } from "./ConflictBar";
import styles from "./map.module.css";

interface DraftBarProps {
  shown: Dispositions;
  draft: Draft;
  /** How many things have to be corrected before it can be published. */
  faults: number;
  move: Move;
}

/** What is changed and by whom, and what can be done with it. It is there without a draft too, so that nothing jumps. */
export function DraftBar({ shown, draft, faults, move }: DraftBarProps) {
  const { version } = shown.version;
  const { pending, state } = draft.keeping;
  if (state === "conflict") return <ConflictBar {...{ shown, draft, move }} />;
  if (pending === undefined && shown.draft === null) {
    return (
      <section className={styles.draft} aria-label={t("dispositions.draft.label")}>
        <span>{t("dispositions.draft.none", { version, at: whenText(shown.version.at) })}</span>
      </section>
    );
  }
  const changes = draft.changes.length;
  const open = (sheet: string) => {
    void draft.flush();
    move({ sheet });
  };
  const wrong = faults > 0 ? t("dispositions.fault.count", { count: faults, n: number(faults) }) : undefined;
  const { failure } = draft.keeping;
  const unsaved = failure && [failure.message, failure.hint].filter(Boolean).join(" ");
  return (
    <section className={styles.draft} data-draft="true" aria-label={t("dispositions.draft.label")}>
      <div className={styles.draftWords}>
        <div>
          <span className={styles.draftCount}>
            {t("dispositions.draft.changes", { count: changes, n: number(changes) })}
          </span>{" "}
          <Kept shown={shown} draft={draft} />
        </div>
        <Warning shown={shown} wrong={unsaved ?? wrong} />
      </div>
      <div className={styles.draftDeeds}>
        <Button variant="default" onClick={() => open("compare")}>
          {t("dispositions.draft.compare")}
        </Button>
        <Button variant="default" onClick={() => open("try")}>
          {t("dispositions.draft.try")}
        </Button>
        <Button disabled={wrong !== undefined} title={wrong} onClick={() => open("publish")}>
          {t("dispositions.draft.publish")}
        </Button>
        <Button variant="subtle" onClick={() => open("throw-away")}>
          {t("dispositions.draft.throwAway")}
        </Button>
      </div>
    </section>
  );
}

/** Whether the engine has it, and who changed it when. */
function Kept({ shown, draft }: { shown: Dispositions; draft: Draft }) {
  const { state, since } = draft.keeping;
  if (state === "failing") {
    return (
      <span role="alert" className={styles.wrong}>
        · {t("dispositions.draft.failing", { since: whenText(since ?? 0) })}{" "}
        <Button variant="subtle" size="compact-xs" onClick={() => void draft.flush()}>
          {t("dispositions.draft.saveNow")}
        </Button>
      </span>
    );
  }
  const by = shown.draft && { by: shown.draft.changed_by, at: whenText(shown.draft.changed_at) };
  const words = by ? t("dispositions.draft.by", by) : t("dispositions.draft.begun");
  return <span role="status">· {state === "kept" ? words : t("dispositions.draft.saving")}</span>;
}

function Warning({ shown, wrong }: { shown: Dispositions; wrong: string | undefined }) {
  const based = shown.draft?.based_on;
  const { version } = shown.version;
  const behind = based !== undefined && based < version;
  const words = wrong ?? (behind ? t("dispositions.draft.behind", { based, version }) : undefined);
  if (words === undefined) return null;
  return (
    <div>
      <ShapeIcon shape="triangle" tone={wrong ? "bad" : "warn"} size={10} /> {words}
    </div>
  );
}
