import { type Shape, ShapeIcon, type Tone } from "@/components/state-mark";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { WindowCounts } from "@/rpc/types";
import styles from "./runs.module.css";

/** How many windows stand where, as shapes with their figures; the words come with the pointer or the voice. */
export function WindowCountMarks({ counts }: { counts: WindowCounts }) {
  const some = SHOWN.filter(({ kind }) => counts[kind] > 0);
  if (some.length === 0) return <span>{t("runs.noWindows")}</span>;
  return (
    <span className={styles.counts} title={windowCountWords(counts)}>
      {some.map(({ kind, shape, tone }) => (
        <span key={kind} className={styles.count}>
          <ShapeIcon shape={shape} tone={tone} />
          {number(counts[kind])}
          <span className="sr-only"> {t(`runs.counts.${kind}`)}</span>
        </span>
      ))}
    </span>
  );
}

/** "3 open, 2 submitted, 1 refused". */
export function windowCountWords(counts: WindowCounts): string {
  const some = SHOWN.filter(({ kind }) => counts[kind] > 0);
  return some.map(({ kind }) => `${number(counts[kind])} ${t(`runs.counts.${kind}`)}`).join(", ");
}

/** What needs a decision first, then what runs, then the rest; the shapes are those of the windows' states. */
const SHOWN: readonly { kind: keyof WindowCounts; shape: Shape; tone: Tone }[] = [
  { kind: "trouble", shape: "triangle", tone: "bad" },
  { kind: "open", shape: "disc", tone: "live" },
  { kind: "submitted", shape: "half", tone: "live" },
  { kind: "planned", shape: "ring", tone: "idle" },
  { kind: "ended", shape: "check", tone: "idle" },
  { kind: "refused", shape: "cross", tone: "bad" },
  { kind: "withdrawn", shape: "dash", tone: "idle" },
];
