import { Button, Checkbox, TextInput } from "@mantine/core";
import { useMemo, useRef, useState } from "react";
import { EmptyState } from "@/components/EmptyState";
import { Icon } from "@/components/icons";
import { t } from "@/i18n";
import { useShortcut } from "@/lib/keys";
import { number } from "@/lib/numbers";
import type { Dispositions } from "@/rpc/types";
import type { Draft } from "../../api/use-draft";
import { faultsOf } from "../../map/faults";
import { makeRowKeys } from "../../map/row-keys";
import { codeRows, matchingRows } from "../../map/rows";
import type { Move, Place } from "../../place";
import { Categories } from "./Categories";
import { DraftBar } from "./DraftBar";
import { MapGrid } from "./MapGrid";
import styles from "./map.module.css";
import { useGrid } from "./use-grid";

interface MapTabProps {
  shown: Dispositions;
  draft: Draft;
  place: Place;
  move: Move;
}

/** What is to be published, the codes as a grid, and at the side the categories that they follow. */
export function MapTab({ shown, draft, place, move }: MapTabProps) {
  const field = useRef<HTMLInputElement>(null);
  const side = useRef<HTMLElement>(null);
  const [keysOf] = useState(makeRowKeys);
  const all = useMemo(
    () => codeRows(shown.published, draft.map, keysOf(draft.map.codes)),
    [shown.published, draft.map, keysOf],
  );
  const faults = useMemo(() => faultsOf(draft.map, shown.actions), [draft.map, shown.actions]);
  const onlyChanged = place.only === "changes";
  const grid = useGrid({
    draft,
    published: shown.published,
    keysOf,
    rowsOf: (pinned) => {
      const found = matchingRows(all, place.q ?? "");
      if (!onlyChanged && found.length === all.length) return all;
      const fits = new Set(found.filter((row) => !onlyChanged || row.mark !== "same"));
      // A line that was just edited stays until the search changes, whatever it says now.
      return all.filter((row) => fits.has(row) || row.key === pinned);
    },
    onCategory: (name) => {
      move({ category: name });
      side.current?.querySelector<HTMLElement>(`[data-category="${CSS.escape(name)}"]`)?.focus();
    },
  });
  useShortcut("/", t("frame.keySearch"), () => field.current?.select());
  useShortcut("n", t("dispositions.map.add"), grid.add);
  // What is typed now is told under its field, and counts when it is done.
  const typed = `codes.${all.find(({ key }) => key === grid.editing?.key)?.at}.`;
  const elsewhere = [...faults.keys()].filter((field) => !field.startsWith(typed)).length;
  const showAll = () => move({ q: undefined, only: undefined });
  return (
    <>
      <DraftBar {...{ shown, draft, move }} faults={elsewhere} />
      <div className={styles.split}>
        <div className={styles.codes}>
          <div className={styles.bar} role="toolbar" aria-label={t("dispositions.map.label")}>
            <TextInput
              ref={field}
              type="search"
              className={styles.search}
              aria-label={t("dispositions.map.search")}
              placeholder={t("dispositions.map.search")}
              leftSection={<Icon name="search" size={14} />}
              value={place.q ?? ""}
              onChange={(event) => {
                grid.unpin();
                move({ q: event.currentTarget.value || undefined });
              }}
              onKeyDown={(event) => {
                if (event.key === "ArrowDown") grid.focusFirst();
                else if (event.key !== "Escape") return;
                else if (place.q) move({ q: undefined });
                else event.currentTarget.blur();
                event.preventDefault();
              }}
            />
            <Checkbox
              label={t("dispositions.map.onlyChanged")}
              checked={onlyChanged}
              onChange={(event) => move({ only: event.currentTarget.checked ? "changes" : undefined })}
            />
            <span role="status" className={styles.shown}>
              {t("dispositions.map.shown", { shown: number(grid.rows.length), all: number(all.length) })}
            </span>
            <Button variant="default" leftSection={<Icon name="plus" size={14} />} onClick={grid.add}>
              {t("dispositions.map.add")}
            </Button>
          </div>
          {grid.rows.length > 0 ? (
            <MapGrid grid={grid} map={draft.map} faults={faults} actions={shown.actions} />
          ) : (
            <Nothing none={all.length === 0} onAll={showAll} />
          )}
          <p className={styles.keys}>{t("dispositions.map.keys")}</p>
        </div>
        <Categories
          {...{ shown, draft, faults, side }}
          open={place.category}
          onOpen={(name) => move({ category: name })}
        />
      </div>
    </>
  );
}

function Nothing({ none, onAll }: { none: boolean; onAll: () => void }) {
  return (
    <div className={styles.scroller}>
      {none ? (
        <EmptyState title={t("dispositions.map.empty")}>{t("dispositions.map.emptyHint")}</EmptyState>
      ) : (
        <EmptyState
          title={t("dispositions.map.noMatch")}
          action={
            <Button variant="default" onClick={onAll}>
              {t("dispositions.map.showAll")}
            </Button>
          }
        >
          {t("dispositions.map.noMatchHint")}
        </EmptyState>
      )}
    </div>
  );
}
