import { Button, NumberInput, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { sayWhere } from "@/components/data-table";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Sheet } from "@/components/Sheet";
import { t } from "@/i18n";
import { toastFailure } from "@/lib/toast";
import { useTakeTried } from "../../api/files";
import type { Draft } from "../../api/use-draft";
import { useTried } from "../../api/use-tried";
import { daysOf, isDays, MOST_DAYS, PRESETS } from "../../days";
import type { Move } from "../../place";
import styles from "../lists.module.css";
import type { SheetProps } from "./sheet-props";
import { Tried } from "./Tried";

interface TrySheetProps extends SheetProps {
  draft: Draft;
  days: string | undefined;
  move: Move;
}

/** What the draft would have changed, contact by contact, before anything counts. */
export function TrySheet({ shown, draft, open, days: asked, move }: TrySheetProps) {
  const days = daysOf(asked);
  const take = useTakeTried(shown.connection);
  const save = () => void take(days).then(({ saved, rows }) => sayWhere(saved, rows), toastFailure);
  return (
    <Sheet
      open={open}
      onClose={() => move({ sheet: undefined, days: undefined })}
      title={t("dispositions.try.title")}
      size={760}
      footer={
        <>
          <Button onClick={() => move({ sheet: "publish" })}>{t("dispositions.try.publish")}</Button>
          <Button variant="default" onClick={save} disabled={shown.draft === null}>
            {t("dispositions.try.save")}
          </Button>
        </>
      }
    >
      <Days days={days} onChange={(next) => move({ days: String(next) })} />
      <Answer {...{ shown, draft, days }} />
    </Sheet>
  );
}

function Days({ days, onChange }: { days: number; onChange: (days: number) => void }) {
  const [typed, setTyped] = useState<string | number>(days);
  const bad = isDays(typed) ? undefined : t("dispositions.try.badDays");
  const set = (next: string | number) => {
    setTyped(next);
    if (isDays(next)) onChange(Number(next));
  };
  return (
    <div className={styles.days}>
      <span id="try-days">{t("dispositions.try.days")}</span>
      <NumberInput
        data-autofocus
        aria-labelledby="try-days"
        w={112}
        min={1}
        max={MOST_DAYS}
        clampBehavior="none"
        allowDecimal={false}
        value={typed}
        error={bad}
        onChange={set}
      />
      <span>{t("dispositions.try.daysUnit")}</span>
      <SegmentedControl
        aria-labelledby="try-days"
        value={String(typed)}
        onChange={(value) => set(Number(value))}
        data={PRESETS.map((n) => ({ value: String(n), label: t("dispositions.try.preset", { n }) }))}
      />
    </div>
  );
}

function Answer({ shown, draft, days }: Pick<TrySheetProps, "shown" | "draft"> & { days: number }) {
  const tried = useTried(shown, draft, days);
  if (draft.keeping.state === "failing") return <ErrorNotice error={draft.keeping.failure} />;
  if (draft.keeping.pending === undefined && shown.draft === null) {
    return (
      <EmptyState title={t("dispositions.compare.none")}>{t("dispositions.compare.noneHint")}</EmptyState>
    );
  }
  return (
    <>
      {tried.error !== null && (
        <div style={{ marginBlockStart: 16 }}>
          <ErrorNotice error={tried.error} onRetry={() => void tried.refetch()} />
        </div>
      )}
      {tried.data ? (
        <Tried tried={tried.data} old={tried.isPlaceholderData} />
      ) : (
        tried.error === null && (
          <p role="status" className={styles.dim}>
            {t("dispositions.try.reading", { n: days })}…
          </p>
        )
      )}
    </>
  );
}
