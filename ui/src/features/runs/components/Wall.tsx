import { Button, Portal } from "@mantine/core";
import { ProgressBar } from "@/components/ProgressBar";
import { ShapeIcon, StateMark } from "@/components/state-mark";
import { placeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { useEscape, useReturnFocus } from "@/lib/keys";
import { useNow } from "@/lib/now";
import { number, percent } from "@/lib/numbers";
import { type FigureAge, isCountKnown, stateAsHeard } from "@/lib/run-figures";
import { relative } from "@/lib/time";
import type { RunSummary } from "@/rpc/types";
import { clockZone, endName, endText, latestText, outcomeWord, paceText } from "../run-words";
import { useFullScreen, useInertPage, useWallKey } from "./use-wall";
import styles from "./wall.module.css";

interface WallProps {
  open: boolean;
  summary: RunSummary;
  age: FigureAge;
  onOpen: () => void;
  onClose: () => void;
}

/** The run in large figures for a screen across the room: no chrome, nothing to press but Escape. */
export function Wall({ open, summary, age, onOpen, onClose }: WallProps) {
  useWallKey(open ? onClose : onOpen);
  if (!open) return null;
  return (
    <Portal>
      <Hung {...{ summary, age, onClose }} />
    </Portal>
  );
}

function Hung({ summary, age, onClose }: Pick<WallProps, "summary" | "age" | "onClose">) {
  useInertPage();
  useFullScreen(onClose);
  useEscape(true, onClose);
  const element = useReturnFocus<HTMLElement>(true);
  const now = useNow("second");
  const { figures, name, stall } = summary;
  const why = stall?.words ?? summary.why_not_dialling;
  const endsAt = summary.ended_at ?? summary.over_since ?? summary.eta;
  const known = isCountKnown(summary, now);
  return (
    <main
      className={styles.wall}
      data-old={age.old || undefined}
      ref={element}
      tabIndex={-1}
      aria-label={t("runs.wallTitle", { name })}
    >
      <header className={styles.head}>
        <h1 className={styles.name}>{name}</h1>
        <span className={styles.state}>
          <StateMark
            state={summary.state}
            word={age.old ? stateAsHeard(summary, true) : outcomeWord(summary)}
          />
        </span>
      </header>
      <div className={styles.middle}>
        <div className={styles.count}>
          <span className={styles.done}>{known ? number(figures.completed) : t("runs.wallUnknown")}</span>
          <span className={styles.all}>{t("runs.wallOf", { all: number(figures.expected) })}</span>
          {known && <span className={styles.share}>{percent(figures.completed, figures.expected)}</span>}
        </div>
        <div className={styles.bar}>
          <ProgressBar
            done={figures.completed}
            all={figures.expected}
            label={t("runs.progressOf", { name })}
            figures={false}
          />
        </div>
        {age.old ? (
          <Old age={age} />
        ) : (
          <p className={styles.why} data-stalled={stall !== null}>
            <span>{why}</span>
            {age.age && <span className={styles.age}>{t("runs.wallAge", { age: age.age })}</span>}
          </p>
        )}
      </div>
      <dl className={styles.figures}>
        <Figure name={t("runs.pace")} value={paceText(summary.pace)} />
        <Figure
          name={endName(summary)}
          value={endText(summary, now) ?? latestText(summary, now)}
          aside={endsAt ? relative(endsAt, now) : undefined}
        />
        <Figure
          name={t("runs.attempted")}
          value={known ? number(figures.attempted) : t("runs.countUnknown")}
        />
        <Figure
          name={t("runs.connected")}
          value={known ? number(figures.connected) : t("runs.countUnknown")}
        />
        <Figure name={t("runs.wallNow")} value={placeText(now, clockZone(summary), now)} />
      </dl>
      <Button variant="default" className={styles.leave} onClick={onClose}>
        {t("runs.wallLeave")}
      </Button>
    </main>
  );
}

/** That the large figures are not those of now: how old they are, and why none come. */
function Old({ age }: { age: FigureAge }) {
  return (
    <div className={styles.old} role="alert">
      <p className={styles.oldAge}>
        <ShapeIcon shape="triangle" tone="bad" />
        <span>{[age.of, age.age].filter(Boolean).join(", ")}</span>
      </p>
      <p className={styles.oldWhy}>{age.why}</p>
    </div>
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
