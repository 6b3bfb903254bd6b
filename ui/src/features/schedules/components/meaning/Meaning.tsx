import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { DetailSheet } from "@/components/data-table/DetailSheet";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { fieldOf } from "@/lib/words";
import type { Meaning as Meant } from "../../api/preview";
import { CounselRemark } from "../CounselRemark";
import { CellFacts } from "./CellFacts";
import { ClockChanges } from "./ClockChanges";
import { findCell, groupsOf } from "./cells";
import styles from "./meaning.module.css";
import { NextFires } from "./NextFires";
import { Totals } from "./Totals";
import { sizeWords, ZoneGrid } from "./ZoneGrid";

interface MeaningProps {
  meaning: Meant;
  /** What stands in the fields is not what is shown: it cannot be read, or is not one line. */
  unreadable: boolean;
  cell?: string;
  onCell: (cell: string | undefined) => void;
  onLeaveOut?: (group: string) => void;
  onNeedsZone?: () => void;
  /** Beside the grid: another zone to look at, where there is no list. */
  look?: ReactNode;
  /** Instead of a grid where there is no zone to show. */
  noZones: ReactNode;
}

/** The right side of the builder: what the fields on the left mean, in every zone. */
export function Meaning(props: MeaningProps) {
  const { meaning, unreadable, cell, onCell, noZones } = props;
  const { answered, failure } = meaning;
  const open = findCell(answered?.preview, cell);
  const general = failure !== undefined && fieldOf(failure) === undefined;
  return (
    <div className={styles.meaning}>
      <div className={styles.scroll}>
        {general && <ErrorNotice error={failure} />}
        {answered === undefined ? (
          !general && <p className={styles.dim}>{t("schedules.meaning.reading")}</p>
        ) : (
          <Answer {...props} answered={answered} dimmed={!meaning.fresh || unreadable} noZones={noZones} />
        )}
      </div>
      {open && (
        <DetailSheet key={cell} title={open.row.place} onClose={() => onCell(undefined)}>
          <CellFacts {...open} />
          {props.onLeaveOut && open.row.contacts > 0 && (
            <div className={styles.leave}>
              {groupsOf(open.row).map((group) => (
                <Button key={group.id} variant="default" onClick={() => props.onLeaveOut?.(group.id)}>
                  {t("schedules.grid.leaveOutShort", { name: group.name })}
                </Button>
              ))}
            </div>
          )}
          <CounselRemark />
        </DetailSheet>
      )}
    </div>
  );
}

interface AnswerProps extends MeaningProps {
  answered: NonNullable<Meant["answered"]>;
  dimmed: boolean;
}

function Answer({
  answered,
  dimmed,
  unreadable,
  cell,
  onCell,
  onLeaveOut,
  onNeedsZone,
  look,
  noZones,
}: AnswerProps) {
  const { preview, args } = answered;
  const zones = preview.rows.map((row) => row.zone);
  return (
    <>
      <header className={styles.head}>
        <h2 className={styles.sentence} data-dimmed={unreadable} aria-live="polite">
          {preview.sentence}
        </h2>
        <span className={styles.releases}>
          {t("schedules.releases", { zones: preview.zone_release, rules: preview.rules_version })}
        </span>
      </header>
      {preview.warnings.length > 0 && (
        <ul className={styles.warnings} aria-label={t("schedules.meaning.warnings")}>
          {preview.warnings.map((warning) => (
            <li key={warning}>
              <ShapeIcon shape="triangle" tone="warn" />
              {warning}
            </li>
          ))}
        </ul>
      )}
      {preview.rows.length === 0 ? (
        noZones
      ) : preview.column_keys.length === 0 ? (
        <EmptyState title={t("schedules.meaning.neverFires")}>
          {t("schedules.meaning.neverFiresHint")}
        </EmptyState>
      ) : (
        <>
          <div className={styles.size}>
            <span>
              {sizeWords(preview)} <span className={styles.dim}>{t("schedules.grid.hint")}</span>
            </span>
            {look}
          </div>
          <ZoneGrid {...{ preview, dimmed, onLeaveOut }} open={cell} onOpen={onCell} />
          <Totals preview={preview} onNeedsZone={onNeedsZone} />
          <CounselRemark />
          <Fold title={t("schedules.next.title")}>
            <NextFires args={args} />
          </Fold>
          <Fold title={t("schedules.changes.title")}>
            <ClockChanges args={{ cron: args.cron, mode: args.mode, zones }} />
          </Fold>
        </>
      )}
    </>
  );
}

/** A part that is read only when someone wants it. */
function Fold({ title, children }: { title: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <section className={styles.fold} aria-label={title}>
      <h3>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span aria-hidden="true">{open ? "▾" : "▸"}</span> {title}
        </button>
      </h3>
      {open && children}
    </section>
  );
}
