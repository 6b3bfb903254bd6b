import { Button, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Link, useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { DataTable } from "@/components/data-table";
import { EmptyState } from "@/components/EmptyState";
import { t } from "@/i18n";
import { useShortcut } from "@/lib/keys";
import { useReadPages } from "@/lib/query";
import type { DispositionRow, Dispositions } from "@/rpc/types";
import type { Move, Place } from "../../place";
import styles from "../lists.module.css";
import { columns } from "./columns";

const rowKey = (row: DispositionRow) => row.event;

/** While a person types, the engine is asked when the hand rests and not at every key. */
const REST = 180;

/** What was decided, the newest first, as it happens. A line leads to the trace of its event. */
export function FeedTab({ shown, place, move }: { shown: Dispositions; place: Place; move: Move }) {
  const navigate = useNavigate();
  const { category } = place;
  const [code] = useDebouncedValue(place.code, REST);
  const asked = { connection: shown.connection, ...(code && { code }), ...(category && { category }) };
  const { rows, total, read, more } = useReadPages("disposition.feed", { ...asked, limit: 200 });
  const field = useRef<HTMLInputElement>(null);
  useShortcut("/", t("dispositions.feed.keyCode"), () => field.current?.select());
  const filtered = place.code !== undefined || category !== undefined;
  return (
    <DataTable
      id="disposition-feed"
      label={t("dispositions.feed.label")}
      {...{ columns, rows, total, rowKey, read, more }}
      controls={
        <>
          <TextInput
            ref={field}
            className={styles.codeField}
            aria-label={t("dispositions.feed.codeFilter")}
            placeholder={t("dispositions.feed.codeFilter")}
            value={place.code ?? ""}
            onChange={(event) => move({ code: event.currentTarget.value || undefined })}
            onKeyDown={(event) => {
              if (event.key === "ArrowDown") firstRow()?.focus();
              else if (event.key !== "Escape") return;
              else if (place.code) move({ code: undefined });
              else event.currentTarget.blur();
              event.preventDefault();
            }}
          />
          <Select
            w={176}
            clearable
            aria-label={t("dispositions.feed.categoryFilter")}
            placeholder={t("dispositions.feed.anyCategory")}
            data={shown.published.categories.map(({ name }) => name)}
            value={category ?? null}
            onChange={(value) => move({ category: value ?? undefined })}
          />
        </>
      }
      onOpen={(event) => event && void navigate({ to: "/traffic", search: { open: event } })}
      empty={
        filtered ? <NoMatch onClear={() => move({ code: undefined, category: undefined })} /> : <Nothing />
      }
    />
  );
}

function firstRow(): HTMLElement | null {
  return document.querySelector<HTMLElement>("main [role=grid] tbody tr[tabindex='0']");
}

function Nothing() {
  return (
    <EmptyState
      title={t("dispositions.feed.empty")}
      action={
        <Button renderRoot={(props) => <Link to="/settings" search={{ part: "listener" }} {...props} />}>
          {t("dispositions.feed.toListener")}
        </Button>
      }
    >
      {t("dispositions.feed.emptyHint")}
    </EmptyState>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      title={t("dispositions.feed.noMatch")}
      action={
        <Button variant="default" onClick={onClear}>
          {t("dispositions.feed.clearAll")}
        </Button>
      }
    >
      {t("dispositions.feed.noMatchHint")}
    </EmptyState>
  );
}
