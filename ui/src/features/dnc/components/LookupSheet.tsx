import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { ErrorNotice, StaleNotice } from "@/components/ErrorNotice";
import { Facts, Section } from "@/components/layout";
import { Remark } from "@/components/Remark";
import { Sheet } from "@/components/Sheet";
import { looksOf, ShapeIcon, type StateName } from "@/components/state-mark";
import { t } from "@/i18n";
import { useRead } from "@/lib/query";
import type { DncDirection, DncLookup } from "@/rpc/types";
import { atSeconds } from "./columns";
import styles from "./dnc.module.css";
import { LookupEvents } from "./LookupEvents";

interface LookupSheetProps {
  connection: string | undefined;
  /** The number as it was typed. */
  written: string;
  onClose: () => void;
  /** A person wants to say otherwise. */
  onChange: (direction: DncDirection) => void;
}

/** All that is known of one number: what holds, what CXone has confirmed, and who said what. */
export function LookupSheet({ connection, written, onClose, onChange }: LookupSheetProps) {
  const read = useRead("dnc.lookup", { connection, number: written }, { keepOld: false });
  const found = read.status === "loading" ? undefined : read.data;
  const other: DncDirection = found?.holds?.direction === "out" ? "in" : "out";
  const title = found ? t("dnc.lookup.titleOf", { number: found.number }) : t("dnc.lookup.key");
  return (
    <Sheet
      open
      onClose={onClose}
      title={title}
      size={560}
      footer={
        found && (
          <Button variant="default" onClick={() => onChange(other)}>
            {t(other === "out" ? "dnc.lookup.putOn" : "dnc.lookup.takeOff")}
          </Button>
        )
      }
    >
      {read.status === "loading" && <p className={styles.dim}>{t("dnc.lookup.reading")}</p>}
      {found === undefined
        ? read.status === "failing" && <ErrorNotice error={read.failure} onRetry={read.refresh} />
        : read.status === "failing" && <StaleNotice what={t("dnc.lookup.key")} read={read} />}
      {found && <Found found={found} />}
    </Sheet>
  );
}

function Found({ found }: { found: DncLookup }) {
  return (
    <>
      {!found.in_plan && <Remark>{t("dnc.lookup.notInPlan")}</Remark>}
      <Facts
        rows={[
          [t("dnc.lookup.number"), found.number],
          [t("dnc.lookup.now"), <Now key="now" found={found} />],
          [t("dnc.lookup.cxone"), <InCxone key="cxone" found={found} />],
          ...(found.push ? [[t("dnc.lookup.way"), <Way key="way" push={found.push} />] as const] : []),
          ...(found.confirmed?.record ? [[t("dnc.lookup.record"), found.confirmed.record] as const] : []),
        ]}
      />
      {found.events.length > 0 && (
        <div className={styles.sections}>
          <Section title={t("dnc.lookup.events")}>
            <LookupEvents events={found.events} />
          </Section>
        </div>
      )}
    </>
  );
}

function Now({ found: { holds } }: { found: DncLookup }) {
  if (holds === null) return <Marked state="planned">{t("dnc.lookup.nothing")}</Marked>;
  const { direction, at } = holds;
  return (
    <Marked state={direction === "out" ? "refused" : "allowed"}>
      {t(`dnc.lookup.${direction}`, { at: atSeconds(at) })}
    </Marked>
  );
}

function InCxone({ found: { confirmed } }: { found: DncLookup }) {
  if (confirmed === null) return t("dnc.lookup.cxoneNothing");
  const at = atSeconds(confirmed.at);
  return t(confirmed.direction === "out" ? "dnc.lookup.cxoneOut" : "dnc.lookup.cxoneIn", { at });
}

function Way({ push: { state, since } }: { push: NonNullable<DncLookup["push"]> }) {
  return <Marked state={state}>{t(`dnc.lookup.${state}`, { at: atSeconds(since) })}</Marked>;
}

function Marked({ state, children }: { state: StateName; children: ReactNode }) {
  return (
    <span className={styles.marked}>
      <ShapeIcon {...looksOf(state)} />
      <span>{children}</span>
    </span>
  );
}
