import { type Shape, ShapeIcon, type Tone } from "@/components/state-mark";
import { t } from "@/i18n";
import { clockSeconds, ownZone } from "@/lib/time";
import type { DeliveryTry, StepState, TraceStep } from "@/rpc/types";
import { answerText, timed } from "../timeline";
import styles from "./traffic.module.css";

interface TimelineProps {
  steps: readonly TraceStep[];
  /** Of a delivery: they say which answer a step met. */
  tries?: readonly DeliveryTry[];
}

/** What happened, one under the other, with the time of each and how long it took until then. */
export function Timeline({ steps, tries = [] }: TimelineProps) {
  const zone = ownZone();
  return (
    <ol className={styles.timeline}>
      {timed(steps).map((step, index) => (
        // Steps are told in their order and have no name of their own.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <li key={index} className={styles.step} data-state={step.state}>
          <ShapeIcon {...LOOKS[step.state]} size={12} />
          <span className="sr-only">{t(`traffic.stepStates.${step.state}`)}</span>
          <div className={styles.stepWords}>
            {step.link ? <a href={`#${step.link}`}>{step.words}</a> : step.words}
            <Answer text={answerText(step, tries)} />
          </div>
          <div className={styles.stepTime}>
            {step.at && <time dateTime={step.at}>{clockSeconds(step.at, zone)}</time>}
            {step.after && <span>{t("traffic.later", { span: step.after })}</span>}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Answer({ text }: { text: string | undefined }) {
  return text === undefined ? null : <div className={styles.answer}>{text}</div>;
}

const LOOKS: Record<StepState, { shape: Shape; tone: Tone }> = {
  done: { shape: "check", tone: "good" },
  waiting: { shape: "ring", tone: "live" },
  failed: { shape: "cross", tone: "bad" },
  skipped: { shape: "dash", tone: "idle" },
};
