import { useMemo } from "react";
import { DataTable, matching } from "@/components/data-table";
import { t } from "@/i18n";
import { useRead } from "@/lib/query";
import type { Dispositions, MapVersion } from "@/rpc/types";
import type { Draft } from "../../api/use-draft";
import type { Move, Place } from "../../place";
import { makeColumns } from "./columns";
import { VersionSheet } from "./VersionSheet";

const rowKey = (row: MapVersion) => String(row.version);
const NONE: MapVersion[] = [];

interface VersionsTabProps {
  shown: Dispositions;
  draft: Draft;
  place: Place;
  move: Move;
}

/** Every map that was published; one opens beside another, and each can be gone back to. */
export function VersionsTab({ shown, draft, place, move }: VersionsTabProps) {
  const read = useRead("disposition.versions", { connection: shown.connection });
  const all = read.status === "loading" ? NONE : (read.data ?? NONE);
  const current = shown.version.version;
  const columns = useMemo(() => makeColumns(current), [current]);
  const rows = useMemo(() => matching(all, columns, place.q ?? ""), [all, columns, place.q]);
  return (
    <>
      <DataTable
        id="map-versions"
        label={t("dispositions.versions.label")}
        {...{ columns, rows, total: all.length, rowKey, read }}
        search={{ value: place.q ?? "", onChange: (q) => move({ q: q || undefined }) }}
        open={place.version}
        onOpen={(version) => move({ version, beside: undefined })}
        empty={null}
      />
      <VersionSheet
        {...{ shown, all, place, move }}
        hasDraft={shown.draft !== null || draft.keeping.pending !== undefined}
      />
    </>
  );
}
