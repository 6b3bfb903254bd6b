import { Button, SegmentedControl } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { DataTable } from "@/components/data-table";
import { EmptyState } from "@/components/EmptyState";
import { Page } from "@/components/layout";
import { t } from "@/i18n";
import { useReadPages } from "@/lib/query";
import type { TrafficRow } from "@/rpc/types";
import { useParties } from "./api/parties";
import { useReplay } from "./api/replay";
import { columns } from "./components/columns";
import { DeadLetters } from "./components/DeadLetters";
import { FilterMenu } from "./components/FilterMenu";
import { TraceDetail } from "./components/TraceDetail";
import styles from "./components/traffic.module.css";
import { asFilter, filterWords, kindWords, type TrafficSearch } from "./filter";

const route = getRouteApi("/traffic");
const rowKey = (row: TrafficRow) => row.id;

/** While a person types, the engine is asked when the hand rests and not at every key. */
const REST = 180;

export function TrafficPage() {
  const { view, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const dead = view === "dead";
  const change = (next: Partial<typeof search> & { view?: string }) =>
    void navigate({ search: { view, ...search, ...next }, replace: true });
  const which = (
    <SegmentedControl
      aria-label={t("traffic.which")}
      value={dead ? "dead" : "all"}
      onChange={(value) => change({ view: value === "dead" ? value : undefined })}
      data={[
        { value: "all", label: t("traffic.all") },
        { value: "dead", label: t("traffic.deadTab") },
      ]}
    />
  );
  return (
    <Page title={t("traffic.title")} body="fill">
      {dead ? (
        <>
          <div className={styles.bar}>{which}</div>
          <DeadLetters
            onShow={({ direction, party_id }) =>
              change({ ...NO_FILTER, view: undefined, state: "dead", direction, party: party_id })
            }
          />
        </>
      ) : (
        <List search={search} change={change} which={which} />
      )}
    </Page>
  );
}

interface ListProps {
  search: TrafficSearch & { open?: string };
  change: (next: TrafficSearch & { open?: string }) => void;
  which: React.ReactNode;
}

function List({ search, change, which }: ListProps) {
  const parties = useParties();
  const filter = useFilter(search);
  const { rows, total, read, more } = useReadPages("traffic.list", { ...filter, limit: 200 });
  const replay = useReplay();
  const words = filterWords(search, parties.nameOf);
  const filtered = words.length > 0 || search.q !== undefined;
  const open = (id: string | undefined) => change({ open: id });
  return (
    <DataTable
      id="traffic"
      label={t("traffic.label")}
      {...{ columns, rows, total, rowKey, read, more }}
      search={{ value: search.q ?? "", onChange: (q) => change({ q: q || undefined }) }}
      filters={words.map(({ id, label }) => ({ id, label, onRemove: () => change({ [id]: undefined }) }))}
      lead={which}
      controls={<FilterMenu search={search} parties={parties.all} onChange={change} />}
      open={search.open}
      onOpen={open}
      detail={(key, row) => ({
        title: row ? kindWords(row.kind) : key,
        body: <TraceDetail key={key} id={key} onOpen={open} />,
      })}
      bulk={(chosen, clear) => {
        const ids = chosen.filter((row) => row.state === "dead").map(rowKey);
        return ids.length === 0 ? (
          <span>{t("traffic.replayNone")}</span>
        ) : (
          <Button loading={replay.isPending} onClick={() => replay.mutate({ ids }, { onSuccess: clear })}>
            {t("traffic.replayChosen")}
          </Button>
        );
      }}
      empty={filtered ? <NoMatch onClear={() => change(NO_FILTER)} /> : <NothingYet />}
    />
  );
}

/** "The last 24 h" are counted from when they were asked for, so that the list stays one list as it grows. */
function useFilter({ q, direction, state, kind, party, since }: TrafficSearch) {
  const [text] = useDebouncedValue(q, REST);
  return useMemo(
    () => asFilter({ q: text, direction, state, kind, party, since }, Date.now()),
    [text, direction, state, kind, party, since],
  );
}

const NO_FILTER: { [Name in keyof TrafficSearch]: undefined } = {
  q: undefined,
  direction: undefined,
  state: undefined,
  kind: undefined,
  party: undefined,
  since: undefined,
};

function NothingYet() {
  const navigate = route.useNavigate();
  const action = (
    <Button onClick={() => void navigate({ to: "/settings", search: { part: "listener" } })}>
      {t("traffic.toListener")}
    </Button>
  );
  return (
    <EmptyState title={t("traffic.empty")} action={action}>
      {t("traffic.emptyHint")}
    </EmptyState>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  const action = (
    <Button variant="default" onClick={onClear}>
      {t("traffic.clearAll")}
    </Button>
  );
  return (
    <EmptyState title={t("traffic.noMatch")} action={action}>
      {t("traffic.noMatchHint")}
    </EmptyState>
  );
}
