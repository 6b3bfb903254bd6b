import { Button, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ConfirmSheet } from "@/components/ConfirmSheet";
import { StaleNotice } from "@/components/ErrorNotice";
import { MoveSheet } from "@/components/missed";
import { Sheet } from "@/components/Sheet";
import { ShapeIcon } from "@/components/state-mark";
import { TimeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import { useRead, useWrite } from "@/lib/query";
import { utcText } from "@/lib/time";
import { toastDone } from "@/lib/toast";
import type { Schedule, SubmitReport } from "@/rpc/types";
import { SubmitReportView } from "../plan/SubmitReportView";
import styles from "./list.module.css";
import { MovedSheet } from "./MovedSheet";
import { alone, type MissedGroup, missedGroups } from "./missed";

type Deed = { kind: "run" | "skip" | "move"; group: MissedGroup } | { kind: "moved"; schedule: Schedule };

/** What waits for a decision here: missed fires, and instants that newer zone data moved. Nothing when nothing does. */
export function Tray({ schedules }: { schedules: readonly Schedule[] }) {
  const missed = useRead("missed.list", {});
  const now = useNow();
  const [deed, setDeed] = useState<Deed>();
  const [report, setReport] = useState<SubmitReport>();
  const groups = missed.status === "loading" ? [] : missedGroups(missed.data ?? [], now);
  const moved = schedules.filter((schedule) => schedule.moved.length > 0);
  const close = () => setDeed(undefined);
  const done = (came: SubmitReport) => {
    close();
    setReport(came);
  };
  return (
    <>
      {missed.status === "failing" && <StaleNotice what={t("schedules.tray.what")} read={missed} />}
      {groups.length + moved.length > 0 && (
        <section className={styles.tray} aria-label={t("schedules.tray.title")}>
          <h2>{t("schedules.tray.titleCount", { n: number(groups.length + moved.length) })}</h2>
          <ul>
            {groups.map((group) => (
              <MissedLine key={group.key} group={group} onDeed={(kind, group) => setDeed({ kind, group })} />
            ))}
            {moved.map((schedule) => (
              <MovedLine
                key={schedule.id}
                schedule={schedule}
                onSee={() => setDeed({ kind: "moved", schedule })}
              />
            ))}
          </ul>
        </section>
      )}
      {deed?.kind === "run" && <RunMissed group={deed.group} onClose={close} onDone={done} />}
      {deed?.kind === "skip" && <SkipMissed group={deed.group} onClose={close} />}
      {deed?.kind === "move" && <MoveSheet open fires={deed.group.fires} onClose={close} onDone={done} />}
      {deed?.kind === "moved" && <MovedSheet schedule={deed.schedule} onClose={close} />}
      {report && (
        <Sheet open onClose={() => setReport(undefined)} title={t("schedules.report.plain")}>
          <SubmitReportView report={report} />
        </Sheet>
      )}
    </>
  );
}

function MissedLine({
  group,
  onDeed,
}: {
  group: MissedGroup;
  onDeed: (kind: "run" | "skip" | "move", group: MissedGroup) => void;
}) {
  const { legalUntil } = group;
  const [open, setOpen] = useState(false);
  const now = useNow();
  const each = [...group.fires].map((fire) => alone(fire, now));
  return (
    <li data-open={open || undefined}>
      <ShapeIcon shape="triangle" tone="warn" />
      <div className={styles.trayWords}>
        <strong>{titleOf(group)}</strong>
        <span className={styles.dim}>
          {group.reason} {t("schedules.contactsOf", { count: group.contacts, n: number(group.contacts) })}.{" "}
          {legalUntil ? (
            <>
              {t("schedules.tray.legalUntil")}{" "}
              <TimeText at={legalUntil.at} zone={legalUntil.zone.split("|")[0] ?? ""} />.
            </>
          ) : (
            t("schedules.tray.tooLate")
          )}
        </span>
      </div>
      {each.length > 1 && (
        <Button variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t("schedules.tray.each", { n: number(each.length) })}
        </Button>
      )}
      <MissedVerbs group={group} onDeed={onDeed} />
      {open && (
        <ul className={styles.each} aria-label={titleOf(group)}>
          {each.map((one) => (
            <li key={one.key}>
              <span className={styles.eachWords}>{titleOf(one)}</span>
              <MissedVerbs group={one} onDeed={onDeed} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

interface VerbsProps {
  group: MissedGroup;
  onDeed: (kind: "run" | "skip" | "move", group: MissedGroup) => void;
}

/** What can be done with missed fires. */
function MissedVerbs({ group, onDeed }: VerbsProps) {
  const late = group.startable.length === 0;
  return (
    <>
      <Tooltip label={t("schedules.tray.tooLate")} disabled={!late}>
        <Button
          variant="default"
          aria-disabled={late}
          data-disabled={late || undefined}
          onClick={() => !late && onDeed("run", group)}
        >
          {t("schedules.tray.run")}
        </Button>
      </Tooltip>
      <Button variant="default" onClick={() => onDeed("skip", group)}>
        {t("schedules.tray.skip")}
      </Button>
      <Button variant="default" onClick={() => onDeed("move", group)}>
        {t("schedules.tray.move")}
      </Button>
    </>
  );
}

function MovedLine({ schedule, onSee }: { schedule: Schedule; onSee: () => void }) {
  return (
    <li>
      <ShapeIcon shape="triangle" tone="warn" />
      <div className={styles.trayWords}>
        <strong>
          <Link to="/schedules" search={{ open: schedule.id }}>
            {schedule.draft.name}
          </Link>
        </strong>
        <span className={styles.dim}>{t("schedules.moved.line", { count: schedule.moved.length })}</span>
      </div>
      <Button variant="default" onClick={onSee}>
        {t("schedules.moved.see")}
      </Button>
    </li>
  );
}

interface DeedProps {
  group: MissedGroup;
  onClose: () => void;
}

function RunMissed({ group, onClose, onDone }: DeedProps & { onDone: (report: SubmitReport) => void }) {
  const run = useWrite("missed.run", { onSuccess: onDone });
  const places = placesOf(group.startable);
  return (
    <ConfirmSheet
      open
      onClose={onClose}
      title={t("schedules.tray.runTitle", { name: group.name, places })}
      verb={t("schedules.tray.runVerb", { places })}
      onConfirm={() => run.mutate({ ids: group.startable.map((fire) => fire.id) })}
      pending={run.isPending}
      error={run.error}
    >
      {t("schedules.tray.runBody")}
    </ConfirmSheet>
  );
}

function SkipMissed({ group, onClose }: DeedProps) {
  const skip = useWrite("missed.skip", {
    onSuccess: () => {
      toastDone(t("schedules.tray.skipped", { name: group.name }));
      onClose();
    },
  });
  return (
    <ConfirmSheet
      open
      onClose={onClose}
      title={t("schedules.tray.skipTitle", { what: titleOf(group) })}
      verb={t("schedules.tray.skipVerb")}
      onConfirm={() => skip.mutate({ ids: group.fires.map((fire) => fire.id) })}
      pending={skip.isPending}
      error={skip.error}
    >
      {t("schedules.tray.skipBody")}
    </ConfirmSheet>
  );
}

/** "Spring renewals 09:00 missed in Chicago, Denver". */
export function titleOf({ name, occurrence, starts, fires }: MissedGroup): string {
  if (starts > 1) return t("schedules.tray.missedMany", { name, n: number(starts), places: placesOf(fires) });
  const at = occurrence.endsWith("Z") ? utcText(occurrence) : occurrence.slice(11, 16);
  return t("schedules.tray.missed", { name, at, places: placesOf(fires) });
}

/** "Chicago, Denver", "Chicago, Denver, Phoenix and 12 more". */
function placesOf(fires: MissedGroup["fires"]): string {
  const places = [...new Set(fires.map((fire) => fire.place))];
  const shown = places.slice(0, 3).join(", ");
  return places.length > 3 ? t("schedules.tray.andMore", { shown, count: places.length - 3 }) : shown;
}
