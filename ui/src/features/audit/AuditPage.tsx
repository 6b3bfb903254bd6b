import { Button } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { ListPage, useFilter, usePlace } from "@/components/list-page";
import { t } from "@/i18n";
import { useReadPages } from "@/lib/query";
import type { AuditRow } from "@/rpc/types";
import { useExports } from "./api/use-exports";
import { AnchorSheet } from "./components/AnchorSheet";
import { columns } from "./components/columns";
import { Detail } from "./components/Detail";
import { FilterForm } from "./components/FilterForm";
import { SealsSwitch } from "./components/SealsSwitch";
import { VerifySheet } from "./components/VerifySheet";
import { asFilter, filterWords } from "./filter";

const route = getRouteApi("/audit");
const rowKey = (row: AuditRow) => String(row.seq);

export function AuditPage() {
  const { place, move, goTo } = usePlace(route);
  const filter = useFilter(place, asFilter);
  const seals = place.seals !== undefined;
  const list = useReadPages("audit.list", { filter, limit: 200, seals });
  const [sheet, setSheet] = useState<"verify" | "anchor">();
  const close = () => setSheet(undefined);
  const exports = useExports(filter);
  return (
    <ListPage
      title={t("audit.title")}
      id="audit"
      label={t("audit.label")}
      searched="engine"
      {...{ columns, list, rowKey, place, move, exports }}
      chips={filterWords(place)}
      controls={
        <>
          <FilterForm search={place} onChange={move} />
          <SealsSwitch
            shown={seals}
            leftOut={list.first?.seals_left_out ?? 0}
            onChange={(on) => move({ seals: on ? "yes" : undefined })}
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
      detail={(key, row) => ({
        title: `${t("audit.seq")} ${key}`,
        body: <Detail key={key} seq={Number(key)} row={row} onFilter={move} />,
      })}
      nothing={{ title: t("audit.empty"), hint: t("audit.emptyHint") }}
    >
      <VerifySheet
        open={sheet === "verify"}
        onClose={close}
        onShow={(seq) => {
          close();
          goTo({ open: String(seq) });
        }}
      />
      <AnchorSheet open={sheet === "anchor"} onClose={close} />
    </ListPage>
  );
}
