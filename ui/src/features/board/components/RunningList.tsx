import { Link } from "@tanstack/react-router";
import { Section } from "@/components/layout";
import { ProgressBar } from "@/components/ProgressBar";
import { Spark } from "@/components/Spark";
import { looksOf, ShapeIcon, StateMark } from "@/components/state-mark";
import { placeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { decimal, number, percent } from "@/lib/numbers";
import { asOldFigures, figureAge, isCountKnown, stateAsHeard, useProgramSilence } from "@/lib/run-figures";
import type { RunSummary } from "@/rpc/types";
import styles from "./board.module.css";
import { gainsOf } from "./gains";

/** Every run that is not over: how far, how fast, until when, and why not where it does not dial. */
export function RunningList({ runs }: { runs: readonly RunSummary[] }) {
  return (
    <Section title={t("board.running.title")} aside={number(runs.length)}>
      <ul className={styles.lines}>
        {runs.map((run) => (
          <Line key={run.id} run={run} />
        ))}
      </ul>
    </Section>
  );
}

/** A spark of more points than this would be wider than its column. */
const POINTS = 20;

function Line({ run: told }: { run: RunSummary }) {
  const now = useNow();
  const age = figureAge(told, now, useProgramSilence());
  const run = age.old ? asOldFigures(told) : told;
  const { completed, expected } = run.figures;
  const known = isCountKnown(run, now);
  const pace = run.pace === null ? undefined : decimal(run.pace);
  return (
    <li className={styles.run}>
      <div className={styles.runName}>
        <Link to="/runs/$run" params={{ run: run.id }}>
          {run.name}
        </Link>
        <span className={styles.dim}>
          <StateMark state={run.state} word={stateAsHeard(run, age.old)} />
        </span>
      </div>
      <ProgressBar done={completed} all={expected} label={run.name} figures={false} />
      <div className={styles.runFigures}>
        {known ? number(completed) : t("board.running.countUnknown")}{" "}
        <span className={styles.dim}>/ {number(expected)}</span>
        <span className={styles.percent}>{known && percent(completed, expected)}</span>
        {age.of && !age.old && <div className={styles.asOf}>{age.of}</div>}
      </div>
      <div className={styles.runPace}>
        {pace === undefined ? (
          <span className={styles.dim}>{t("board.running.paceUnknown")}</span>
        ) : (
          <>
            <span>{t("board.running.pace", { n: pace })}</span>
            <Spark
              values={gainsOf(run.spark).slice(-POINTS)}
              label={t("board.running.paceLabel", { pace })}
            />
          </>
        )}
      </div>
      <div className={styles.runEnd}>
        <End run={run} />
      </div>
      {age.old && (
        <p className={styles.remark} data-old>
          <ShapeIcon shape="triangle" tone="bad" />
          <span>
            <strong>{[age.of, age.age].filter(Boolean).join(", ")}.</strong> {age.why}
          </span>
        </p>
      )}
      <Remarks run={run} />
    </li>
  );
}

function End({ run }: { run: RunSummary }) {
  const now = useNow();
  if (run.eta !== null)
    return t("board.running.ends", { at: placeText(run.eta, run.eta_zone ?? run.zone, now) });
  return (
    <span className={styles.dim}>
      {t("board.running.over", { at: placeText(run.last_end, run.zone, now) })}
    </span>
  );
}

/** What is out of the ordinary, in sentences; nothing while it dials. */
function Remarks({ run }: { run: RunSummary }) {
  const now = useNow();
  const { state, stall, why_not_dialling, flags, shares_figures_with } = run;
  return (
    <>
      {stall && (
        <p className={styles.remark}>
          <ShapeIcon {...looksOf("stalled")} />
          {t("board.running.stalled", { at: placeText(stall.since, run.zone, now), words: stall.words })}
        </p>
      )}
      {why_not_dialling && !stall && (
        <p className={styles.remark}>
          <ShapeIcon {...looksOf("waiting")} />
          {state === "running"
            ? why_not_dialling
            : t("board.running.notDialling", { words: why_not_dialling })}
        </p>
      )}
      {flags
        .filter((flag) => flag !== run.silent?.words)
        .map((flag) => (
          <p key={flag} className={styles.remark}>
            <ShapeIcon {...looksOf("attention")} />
            {flag}
          </p>
        ))}
      {shares_figures_with.length > 0 && (
        <p className={styles.remark}>
          <ShapeIcon {...looksOf("emulated")} />
          {t("board.running.shares")}
        </p>
      )}
    </>
  );
}
