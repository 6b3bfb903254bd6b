import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { DataTable } from "@/components/data-table";
import { EmptyState } from "@/components/EmptyState";
import { Page } from "@/components/layout";
import { t } from "@/i18n";
import { useReadPages } from "@/lib/query";
import type { AuditRow } from "@/rpc/types";
import { useExports } from "./api/use-exports";
import { AnchorSheet } from "./components/AnchorSheet";
import { columns } from "./components/columns";
import { Detail } from "./components/Detail";
import { FilterMenu } from "./components/FilterMenu";
import { SealsSwitch } from "./components/SealsSwitch";
import { VerifySheet } from "./components/VerifySheet";
import { type AuditSearch, asFilter, filterWords } from "./filter";

const route = getRouteApi("/audit");
const rowKey = (row: AuditRow) => String(row.seq);

/** While a person types, the engine is asked when the hand rests and not at every key. */
const REST = 180;

export function AuditPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filter = useFilter(search);
  const seals = search.seals !== undefined;
  const { rows, total, first, read, more } = useReadPages("audit.list", { filter, limit: 200, seals });
  const [sheet, setSheet] = useState<"verify" | "anchor">();
  const exports = useExports(filter);
  const change = (next: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...next }, replace: true });
  const words = filterWords(search);
  const filtered = words.length > 0 || search.q !== undefined;
  return (
    <Page title={t("audit.title")} body="fill">
      <DataTable
        id="audit"
        label={t("audit.label")}
        {...{ columns, rows, total, rowKey, read, more, exports }}
        search={{ value: search.q ?? "", onChange: (q) => change({ q: q || undefined }) }}
        filters={words.map(({ id, label }) => ({ id, label, onRemove: () => change({ [id]: undefined }) }))}
        controls={
          <>
            <FilterMenu search={search} onChange={change} />
            <SealsSwitch
              shown={seals}
              leftOut={first?.seals_left_out ?? 0}
              onChange={(on) => change({ seals: on ? "yes" : undefined })}
            />
          </>
        }
        actions={
          <>
            <Button variant="default" onClick={() => setSheet("anchor")}>
              {t("audit.anchor")}
            </Button>
            <Button onClick={() => setSheet("verify")}>{t("audit.verify")}</Button>
          </>
        }
        open={search.open}
        onOpen={(open) => change({ open })}
        detail={(key, row) => ({
          title: `${t("audit.seq")} ${key}`,
          body: <Detail key={key} seq={Number(key)} row={row} onFilter={change} />,
        })}
        empty={filtered ? <NoMatch onClear={() => change(NO_FILTER)} /> : <NothingYet />}
      />
      <VerifySheet
        open={sheet === "verify"}
        onClose={() => setSheet(undefined)}
        onShow={(seq) => {
          setSheet(undefined);
          change({ ...NO_FILTER, open: String(seq) });
        }}
      />
      <AnchorSheet open={sheet === "anchor"} onClose={() => setSheet(undefined)} />
    </Page>
  );
}

/** "The last 24 h" are counted from when they were asked for, so that the list stays one list as it grows. */
function useFilter({ q, object, action, actor, since, until }: AuditSearch) {
  const [text] = useDebouncedValue(q, REST);
  return useMemo(
    () => asFilter({ q: text, object, action, actor, since, until }, Date.now()),
    [text, object, action, actor, since, until],
  );
}

const NO_FILTER: { [Name in keyof AuditSearch]: undefined } = {
  q: undefined,
  object: undefined,
  action: undefined,
  actor: undefined,
  since: undefined,
  until: undefined,
};

function NothingYet() {
  return <EmptyState title={t("audit.empty")}>{t("audit.emptyHint")}</EmptyState>;
}

function NoMatch({ onClear }: { onClear: () => void }) {
  const action = (
    <Button variant="default" onClick={onClear}>
      {t("audit.clearAll")}
    </Button>
  );
  return (
    <EmptyState title={t("audit.noMatch")} action={action}>
      {t("audit.noMatchHint")}
    </EmptyState>
  );
}
