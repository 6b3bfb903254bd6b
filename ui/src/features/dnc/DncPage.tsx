import { Button } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { ListPage, NeedsConnection, usePlace, whole } from "@/components/list-page";
import { t } from "@/i18n";
import { useRead } from "@/lib/query";
import type { DncDirection, DncImport } from "@/rpc/types";
import { AddSheet } from "./components/AddSheet";
import { columns } from "./components/columns";
import { Head } from "./components/Head";
import { ImportDetail } from "./components/ImportDetail";
import { ImportSheet } from "./components/import/ImportSheet";
import { LookupSheet } from "./components/LookupSheet";
import { nameOf } from "./components/looks";
import { OnTheWay, useStatus } from "./components/OnTheWay";
import { Waits } from "./components/Waits";

const route = getRouteApi("/dnc");
const rowKey = (row: DncImport) => row.id;

/** `/dnc`: what waits for a decision, what is on its way to CXone, then every import. */
export function DncPage() {
  return (
    <NeedsConnection title={t("dnc.title")} why={t("dnc.why")}>
      {(connection) => <DoNotCall key={connection} connection={connection} />}
    </NeedsConnection>
  );
}

/** A sheet about one number. A number is a person's: it stands here, and not in the address. */
type OfNumber =
  | { sheet: "lookup"; written: string }
  | { sheet: "add"; written: string; direction: DncDirection };

function DoNotCall({ connection }: { connection: string | undefined }) {
  const { place, move } = usePlace(route);
  const read = useRead("dnc.imports", { connection }, { enabled: connection !== undefined });
  const status = useStatus(connection);
  const list = whole(read);
  const [number, setNumber] = useState<OfNumber>();
  const [begun, setBegun] = useState<DncImport>();
  const openImport = () => move({ sheet: "import" });
  const goOn = (of: DncImport) => {
    setBegun(of);
    openImport();
  };
  const close = () => {
    setNumber(undefined);
    setBegun(undefined);
    move({ sheet: undefined });
  };
  const refused = status.status === "loading" ? 0 : (status.data?.[0]?.dead ?? 0);
  return (
    <ListPage
      title={t("dnc.title")}
      id="dnc"
      label={t("dnc.label")}
      searched="here"
      {...{ columns, list, rowKey, place, move }}
      hasSearchKey={false}
      above={
        <>
          <Head
            onLookup={(written) => setNumber({ sheet: "lookup", written })}
            onAdd={() => move({ sheet: "add" })}
            onImport={openImport}
          />
          <Waits imports={list.rows} refused={refused} onGoOn={goOn} />
          <OnTheWay read={status} />
        </>
      }
      detail={(key, row) => {
        const of = row ?? list.rows.find(({ id }) => id === key);
        return {
          title: of ? nameOf(of) : t("dnc.label"),
          body: of ? (
            <ImportDetail key={of.id} of={of} onGoOn={() => goOn(of)} />
          ) : (
            read.status === "ready" && t("dnc.gone")
          ),
        };
      }}
      nothing={{
        title: t("dnc.empty"),
        hint: t("dnc.emptyHint"),
        action: <Button onClick={openImport}>{t("dnc.importNew")}</Button>,
      }}
    >
      {number?.sheet === "lookup" && (
        <LookupSheet
          key={number.written}
          connection={connection}
          written={number.written}
          onClose={close}
          onChange={(direction) => setNumber({ ...number, sheet: "add", direction })}
        />
      )}
      {number?.sheet === "add" && (
        <AddSheet
          connection={connection}
          number={number.written}
          direction={number.direction}
          onClose={close}
        />
      )}
      {place.sheet === "add" && <AddSheet connection={connection} onClose={close} />}
      {place.sheet === "import" && (
        <ImportSheet
          connection={connection}
          lists={listsOf(list.rows)}
          begun={begun}
          onClose={close}
          onImported={(of) => {
            setBegun(undefined);
            move({ sheet: undefined, open: of.id });
          }}
        />
      )}
    </ListPage>
  );
}

/** The names of earlier lists, each once. */
function listsOf(imports: readonly DncImport[]): string[] {
  const names = imports.filter(({ mode }) => mode !== "release").map(({ list }) => list);
  return [...new Set(names)].sort((one, other) => one.localeCompare(other));
}
