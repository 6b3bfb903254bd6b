import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { LinkButton } from "@/components/LinkButton";
import { looksOf, ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { isStrings, useRemembered } from "@/lib/remember";
import { toastFailure } from "@/lib/toast";
import type { DncImport } from "@/rpc/types";
import { canBeUndone, ReleaseSheet, UndoSheet } from "./ImportActions";
import { nameOf } from "./looks";
import { RefusedSheet } from "./RefusedRows";
import { keyOf, type Wait, waitsOf } from "./waits";
import styles from "./waits.module.css";

/** So many that a person left as they are, are remembered. */
const MOST_LEFT = 200;

interface WaitsProps {
  imports: readonly DncImport[];
  /** Numbers that CXone refuses, of imports and of people. */
  refused: number;
  onGoOn: (of: DncImport) => void;
}

/** What waits for a person's decision. Nothing when nothing does. */
export function Waits({ imports, refused, onGoOn }: WaitsProps) {
  const [left, setLeft] = useRemembered("dnc.left", [], isStrings);
  const waits = waitsOf(imports, left, refused);
  // What no import accounts for is of people's requests.
  const ofPeople = Math.max(0, refused - imports.reduce((sum, { dead }) => sum + dead, 0));
  const [asking, setAsking] = useState<{ deed: "release" | "undo" | "see"; of: DncImport }>();
  const close = () => setAsking(undefined);
  if (waits.length === 0 && ofPeople === 0 && asking === undefined) return null;
  const count = waits.length + Number(ofPeople > 0);
  return (
    <section className={styles.waits} aria-label={t("dnc.waits.name")} hidden={count === 0}>
      <h2>{t("dnc.waits.title", { n: number(count) })}</h2>
      <ul>
        {ofPeople > 0 && (
          <WaitLine
            title={t("dnc.waits.deadPeople", { count: ofPeople, n: number(ofPeople) })}
            why={t("dnc.waits.deadWhy")}
          >
            <ToTraffic />
          </WaitLine>
        )}
        {waits.map((wait) => (
          <WaitOf
            key={keyOf(wait)}
            wait={wait}
            onGoOn={onGoOn}
            onAsk={(deed) => setAsking({ deed, of: wait.of })}
            onLeave={() => setLeft([keyOf(wait), ...left].slice(0, MOST_LEFT))}
          />
        ))}
      </ul>
      {asking?.deed === "release" && <ReleaseSheet open of={asking.of} onClose={close} />}
      {asking?.deed === "undo" && <UndoSheet open of={asking.of} onClose={close} />}
      {asking?.deed === "see" && <RefusedSheet of={asking.of} onClose={close} />}
    </section>
  );
}

interface WaitOfProps {
  wait: Wait;
  onGoOn: (of: DncImport) => void;
  onAsk: (deed: "release" | "undo" | "see") => void;
  onLeave: () => void;
}

function WaitOf({ wait, onGoOn, onAsk, onLeave }: WaitOfProps) {
  const { kind, of } = wait;
  const { title, why } = wordsOf(wait);
  const forget = useWrite("dnc.import_stop", { onError: toastFailure });
  const deed = (verb: string, onClick: () => void, main = false) => (
    <Button
      variant={main ? "filled" : "default"}
      onClick={onClick}
      aria-label={t("dnc.waits.deedOf", { verb, what: title })}
    >
      {verb}
    </Button>
  );
  const keep = deed(t(kind === "stopped" ? "dnc.waits.keep" : "dnc.waits.leave"), onLeave);
  const deeds: Record<Wait["kind"], ReactNode> = {
    release: deed(t("dnc.act.release"), () => onAsk("release")),
    looked: (
      <>
        {deed(t("dnc.waits.goOn"), () => onGoOn(of), true)}
        {deed(t("dnc.waits.forget"), () => forget.mutate({ import: of.id }))}
      </>
    ),
    stopped: (
      <>
        {canBeUndone(of) && deed(t("dnc.act.undo"), () => onAsk("undo"))}
        {keep}
      </>
    ),
    dead: (
      <>
        <ToTraffic />
        {keep}
      </>
    ),
    failed: keep,
    refused: (
      <>
        {deed(t("dnc.waits.see"), () => onAsk("see"))}
        {keep}
      </>
    ),
  };
  return (
    <WaitLine title={title} why={why}>
      {deeds[kind]}
    </WaitLine>
  );
}

function wordsOf({ kind, of }: Wait): { title: string; why?: string } {
  const file = nameOf(of);
  const counted = (count: number) => ({ count, n: number(count), file });
  switch (kind) {
    case "release":
      return { title: t("dnc.waits.release", counted(of.to_release)), why: t("dnc.waits.releaseWhy") };
    case "looked":
      return {
        title: t("dnc.waits.looked", counted(of.fresh)),
        why: of.lifts > 0 ? t("dnc.waits.lookedLifts", counted(of.lifts)) : undefined,
      };
    case "stopped":
      return { title: t("dnc.waits.stopped", { file }), why: t("dnc.waits.stoppedWhy") };
    case "dead":
      return { title: t("dnc.waits.dead", counted(of.dead)), why: t("dnc.waits.deadWhy") };
    case "failed":
      return { title: t("dnc.waits.failed", { file }), why: of.words ?? undefined };
    case "refused":
      return { title: t("dnc.waits.refused", counted(of.refused)), why: t("dnc.waits.refusedWhy") };
  }
}

function ToTraffic() {
  return (
    <LinkButton to="/traffic" search={{ view: "dead" }} variant="default">
      {t("dnc.waits.toTraffic")}
    </LinkButton>
  );
}

function WaitLine({ title, why, children }: { title: string; why?: string; children: ReactNode }) {
  return (
    <li>
      <ShapeIcon {...looksOf("attention")} />
      <div className={styles.words}>
        <strong>{title}</strong>
        {why && <span className={styles.dim}>{why}</span>}
      </div>
      {children}
    </li>
  );
}
