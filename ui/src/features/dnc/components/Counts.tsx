import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { DncImport } from "@/rpc/types";
import styles from "./dnc.module.css";

interface Figure {
  n: number;
  words: string;
  /** A part of the figure above. */
  part?: boolean;
}

/** What came of each number of a file, a line each; what there is none of is not said. */
export function Counts({ of }: { of: DncImport }) {
  const said = (key: Said, n: number, part = false): Figure => ({
    n,
    part,
    words: t(`dnc.counts.${key}`, { count: n }),
  });
  const figures = [
    said("fresh", of.fresh),
    said("lifts", of.lifts, true),
    said("people", of.lifts_people, true),
    said("already", of.already),
    said("older", of.older),
    said("repeated", of.repeated),
    said("takesBack", of.takes_back),
    said("lacks", of.lacks),
    said("refused", of.refused),
  ];
  return <Figures label={t("dnc.counts.title")} figures={figures.filter(({ n }, at) => at === 0 || n > 0)} />;
}

type Said =
  | "fresh"
  | "lifts"
  | "people"
  | "already"
  | "older"
  | "repeated"
  | "takesBack"
  | "lacks"
  | "refused";

/** Figures with their words behind them. */
export function Figures({ label, figures }: { label: string; figures: readonly Figure[] }) {
  return (
    <ul className={styles.figures} aria-label={label}>
      {figures.map(({ n, words, part }) => (
        <li key={words} data-part={part || undefined}>
          <strong>{number(n)}</strong> <span>{words}</span>
        </li>
      ))}
    </ul>
  );
}
