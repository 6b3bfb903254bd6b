import { Facts, Section } from "@/components/layout";
import { ProgressBar } from "@/components/ProgressBar";
import { Remark } from "@/components/Remark";
import { StateMark } from "@/components/state-mark";
import { TimeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { ownZone } from "@/lib/time";
import type { DncImport } from "@/rpc/types";
import { Counts, Figures } from "./Counts";
import { atText } from "./columns";
import styles from "./dnc.module.css";
import { ImportActions } from "./ImportActions";
import { countsNot, LOOKS, lookOf, nameOf } from "./looks";
import { RefusedRows } from "./RefusedRows";

/** One import, from its file to what CXone has confirmed. */
export function ImportDetail({ of, onGoOn }: { of: DncImport; onGoOn: () => void }) {
  const look = lookOf(of);
  return (
    <>
      <p className={styles.first}>
        <StateMark state={LOOKS[look]} word={t(`dnc.looks.${look}`)} />
      </p>
      {of.words && <Remark>{of.words}</Remark>}
      <ImportActions of={of} onGoOn={onGoOn} />
      <div className={styles.sections}>
        {!countsNot(of) && <InCxone of={of} />}
        {of.mode !== "release" && of.state !== "reading" && (
          <Section title={t("dnc.counts.title")}>
            <Counts of={of} />
          </Section>
        )}
        <Facts
          rows={[
            ...(of.list ? [[t("dnc.detail.list"), of.list] as const] : []),
            [t("dnc.detail.kind"), t(`dnc.modes.${of.mode}`)],
            [t("dnc.detail.when"), atText(of.at)],
            [t("dnc.detail.who"), of.actor],
            [t("dnc.detail.rows"), number(of.rows)],
            [t("dnc.detail.numbers"), number(of.numbers)],
          ]}
        />
        {of.notes.length > 0 && <Notes notes={of.notes} />}
        {of.refused > 0 && of.state !== "reading" && (
          <Section title={t("dnc.refused.title")} aside={number(of.refused)}>
            <RefusedRows of={of} />
          </Section>
        )}
      </div>
    </>
  );
}

function InCxone({ of }: { of: DncImport }) {
  const done = of.confirmed + of.known;
  const figures = [
    { n: of.confirmed, words: t("dnc.detail.confirmed") },
    { n: of.known, words: t("dnc.detail.known") },
    { n: of.distinct - done - of.dead, words: t("dnc.detail.waiting") },
    { n: of.dead, words: t("dnc.detail.dead") },
    { n: of.to_release, words: t("dnc.detail.toRelease") },
  ];
  const untouched = !of.push && of.passed === 0 && of.to_release === 0;
  return (
    <Section title={t("dnc.detail.cxone")}>
      {untouched ? (
        <p className={styles.dim}>{t("dnc.detail.notPushed")}</p>
      ) : (
        <div className={styles.bar}>
          <ProgressBar done={done} all={of.distinct} label={t("dnc.progressOf", { file: nameOf(of) })} />
          <Figures label={t("dnc.detail.cxone")} figures={figures.filter(({ n }) => n > 0)} />
          {of.push && of.confirmed_by && (
            <p className={styles.dim}>
              {t("dnc.columns.by")} <TimeText at={of.confirmed_by} zone={ownZone()} />
            </p>
          )}
        </div>
      )}
    </Section>
  );
}

/** What a person should know of how a file was read. */
export function Notes({ notes }: { notes: readonly string[] }) {
  return (
    <Section title={t("dnc.detail.notes")}>
      <ul className={styles.notes}>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </Section>
  );
}
