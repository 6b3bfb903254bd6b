import { useMemo } from "react";
import { List, whole } from "@/components/list-page";
import { t } from "@/i18n";
import { useRead } from "@/lib/query";
import type { Dispositions, MapVersion } from "@/rpc/types";
import type { Draft } from "../../api/use-draft";
import type { Move, Place } from "../../place";
import { makeColumns } from "./columns";
import { VersionSheet } from "./VersionSheet";

const rowKey = (row: MapVersion) => String(row.version);

interface VersionsTabProps {
  shown: Dispositions;
  draft: Draft;
  place: Place;
  move: Move;
}

/** All maps that were published; one opens beside another, and each can be gone back to. */
export function VersionsTab({ shown, draft, place, move }: VersionsTabProps) {
  const list = whole(useRead("disposition.versions", { connection: shown.connection }));
  const current = shown.version.version;
  const columns = useMemo(() => makeColumns(current), [current]);
  return (
    <>
      <List
        id="map-versions"
        label={t("dispositions.versions.label")}
        searched="here"
        {...{ columns, list, rowKey, place, move }}
        open={place.version}
        onOpen={(version) => move({ version, beside: undefined })}
      />
      <VersionSheet
        {...{ shown, all: list.rows, place, move }}
        hasDraft={shown.draft !== null || draft.keeping.pending !== undefined}
      />
    </>
  );
}
