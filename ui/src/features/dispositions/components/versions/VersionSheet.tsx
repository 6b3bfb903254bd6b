import { Button, Select } from "@mantine/core";
import { useState } from "react";
import { EmptyState } from "@/components/EmptyState";
import { StaleNotice } from "@/components/ErrorNotice";
import { Sheet } from "@/components/Sheet";
import { t } from "@/i18n";
import { useRead } from "@/lib/query";
import type { Dispositions, MapVersion } from "@/rpc/types";
import { mapChanges } from "../../map/diff";
import type { Move, Place } from "../../place";
import { ChangeList } from "../ChangeList";
import styles from "../lists.module.css";
import { GoBackSheet } from "./GoBackSheet";
import { sides } from "./sides";

interface VersionSheetProps {
  shown: Dispositions;
  all: readonly MapVersion[];
  place: Place;
  move: Move;
  hasDraft: boolean;
}

/** Two versions side by side: by default the opened one and the one before it. */
export function VersionSheet({ shown, all, place, move, hasDraft }: VersionSheetProps) {
  const [asking, setAsking] = useState(false);
  const opened = all.find(({ version }) => String(version) === place.version);
  const pair = sides(place.version, place.beside, all);
  const current = shown.version.version;
  const isCurrent = opened?.version === current;
  const title = pair ? t("dispositions.versions.title", pair) : t("dispositions.versions.label");
  return (
    <Sheet
      open={opened !== undefined}
      onClose={() => move({ version: undefined, beside: undefined })}
      title={title}
      size={760}
      footer={
        opened && (
          <>
            <Button disabled={isCurrent} onClick={() => setAsking(true)}>
              {t("dispositions.versions.goBack", { n: opened.version })}
            </Button>
            {isCurrent && (
              <span className={styles.dim}>{t("dispositions.versions.isCurrent", { n: current })}</span>
            )}
          </>
        )
      }
    >
      {pair && <Pickers {...{ pair, all, current, move }} opened={opened?.version} />}
      {pair && <Beside connection={shown.connection} {...pair} />}
      {opened && (
        <GoBackSheet
          version={opened}
          connection={shown.connection}
          over={current}
          hasDraft={hasDraft}
          open={asking}
          onClose={() => setAsking(false)}
          onDone={() => move({ version: undefined, beside: undefined })}
        />
      )}
    </Sheet>
  );
}

interface PickersProps {
  pair: { left: number; right: number };
  opened: number | undefined;
  all: readonly MapVersion[];
  current: number;
  move: Move;
}

/** The opened version keeps its side; the other one is chosen. */
function Pickers({ pair, opened, all, current, move }: PickersProps) {
  const data = all.map(({ version: n }) => ({
    value: String(n),
    label: t(n === current ? "dispositions.versions.optionNow" : "dispositions.versions.option", { n }),
  }));
  const change = (side: "left" | "right", value: string | null) => {
    if (value === null) return;
    const other = side === "left" ? pair.right : pair.left;
    const isOpened = pair[side] === opened;
    move(isOpened ? { version: value, beside: String(other) } : { version: String(other), beside: value });
  };
  return (
    <div className={styles.pair}>
      {(["left", "right"] as const).map((side) => (
        <Select
          key={side}
          label={t(`dispositions.versions.${side}`)}
          data={data}
          value={String(pair[side])}
          onChange={(value) => change(side, value)}
        />
      ))}
    </div>
  );
}

/** A version never changes: what was read once stays. */
function Beside({ connection, left, right }: { connection: string; left: number; right: number }) {
  const one = useRead("disposition.version", { connection, version: left }, { keepOld: false });
  const other = useRead("disposition.version", { connection, version: right }, { keepOld: false });
  if (left === right) {
    return (
      <EmptyState title={t("dispositions.versions.same")}>{t("dispositions.versions.sameHint")}</EmptyState>
    );
  }
  const before = one.status === "loading" ? undefined : one.data;
  const after = other.status === "loading" ? undefined : other.data;
  return (
    <>
      <StaleNotice what={t("dispositions.versions.only", { n: left })} read={one} />
      <StaleNotice what={t("dispositions.versions.only", { n: right })} read={other} />
      {before && after && (
        <ChangeList
          changes={mapChanges(before, after)}
          before={t("dispositions.versions.only", { n: left })}
          after={t("dispositions.versions.only", { n: right })}
        />
      )}
    </>
  );
}
