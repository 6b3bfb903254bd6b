import { Button, Portal } from "@mantine/core";
import { ProgressBar } from "@/components/ProgressBar";
import { StateMark } from "@/components/state-mark";
import { placeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { useEscape, useReturnFocus } from "@/lib/keys";
import { useNow } from "@/lib/now";
import { number, percent } from "@/lib/numbers";
import { relative } from "@/lib/time";
import type { Run, RunSummary } from "@/rpc/types";
import { clockZone, endText, outcomeWord, paceText } from "../run-words";
import { useFullScreen, useInertPage, useWallKey } from "./use-wall";
import styles from "./wall.module.css";

interface WallProps {
  open: boolean;
  run: Run;
  onOpen: () => void;
  onClose: () => void;
}

/** The run in large figures for a screen across the room: no chrome, nothing to press but Escape. */
export function Wall({ open, run, onOpen, onClose }: WallProps) {
  useWallKey(open ? onClose : onOpen);
  if (!open) return null;
  return (
    <Portal>
      <Hung summary={run.summary} onClose={onClose} />
    </Portal>
  );
}

function Hung({ summary, onClose }: { summary: RunSummary; onClose: () => void }) {
  useInertPage();
  useFullScreen(onClose);
  useEscape(true, onClose);
  const element = useReturnFocus<HTMLElement>(true);
  const now = useNow("second");
  const { figures, name, stall } = summary;
  const why = stall?.words ?? summary.why_not_dialling;
  const endsAt = summary.ended_at ?? summary.eta;
  return (
    <main className={styles.wall} ref={element} tabIndex={-1} aria-label={t("runs.wallTitle", { name })}>
      <header className={styles.head}>
        <h1 className={styles.name}>{name}</h1>
        <span className={styles.state}>
          <StateMark state={summary.state} word={outcomeWord(summary)} />
        </span>
      </header>
      <div className={styles.middle}>
        <div className={styles.count}>
          <span className={styles.done}>{number(figures.completed)}</span>
          <span className={styles.all}>{t("runs.wallOf", { all: number(figures.expected) })}</span>
          <span className={styles.share}>{percent(figures.completed, figures.expected)}</span>
        </div>
        <div className={styles.bar}>
          <ProgressBar
            done={figures.completed}
            all={figures.expected}
            label={t("runs.progressOf", { name })}
            figures={false}
          />
        </div>
        <p className={styles.why} data-stalled={stall !== null}>
          {why}
        </p>
      </div>
      <dl className={styles.figures}>
        <Figure name={t("runs.pace")} value={paceText(summary.pace)} />
        <Figure
          name={summary.ended_at === null ? t("runs.ends") : t("runs.ended")}
          value={endText(summary, now) ?? t("runs.unknownEnd")}
          aside={endsAt ? relative(endsAt, now) : undefined}
        />
        <Figure name={t("runs.attempted")} value={number(figures.attempted)} />
        <Figure name={t("runs.connected")} value={number(figures.connected)} />
        <Figure name={t("runs.wallNow")} value={placeText(now, clockZone(summary), now)} />
      </dl>
      <Button variant="default" className={styles.leave} onClick={onClose}>
        {t("runs.wallLeave")}
      </Button>
    </main>
  );
}

function Figure({ name, value, aside }: { name: string; value: string; aside?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {aside && <span className={styles.aside}>{aside}</span>}
      </dd>
    </div>
  );
}
