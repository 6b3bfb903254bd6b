import type { Column } from "@/components/data-table";
import { ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { MapVersion } from "@/rpc/types";
import { whenText } from "../../words";
import styles from "../lists.module.css";

/** `current` is the one that decides. */
export function makeColumns(current: number): Column<MapVersion>[] {
  return [
    {
      id: "version",
      header: t("dispositions.versions.version"),
      cell: (row) => <Numbered version={row} current={row.version === current} />,
      sortBy: (row) => row.version,
      width: 208,
    },
    {
      id: "at",
      header: t("dispositions.versions.at"),
      cell: (row) => whenText(row.at),
      sortBy: (row) => Date.parse(row.at),
      csv: (row) => row.at,
      width: 144,
    },
    {
      id: "by",
      header: t("dispositions.versions.by"),
      cell: (row) => row.by,
      sortBy: (row) => row.by,
      width: 112,
    },
    {
      id: "note",
      header: t("dispositions.versions.note"),
      cell: (row) => <span title={row.note}>{row.note || "–"}</span>,
      csv: (row) => row.note,
    },
    figure("codes"),
    figure("categories"),
    figure("decided"),
  ];
}

function figure(id: "codes" | "categories" | "decided"): Column<MapVersion> {
  return {
    id,
    header: t(`dispositions.versions.${id}`),
    cell: (row) => number(row[id]),
    sortBy: (row) => row[id],
    width: id === "decided" ? 136 : 96,
    align: "end",
  };
}

function Numbered({ version, current }: { version: MapVersion; current: boolean }) {
  return (
    <span className={styles.now}>
      {version.version}
      {current && (
        <>
          <ShapeIcon shape="disc" tone="good" size={10} /> {t("dispositions.versions.current")}
        </>
      )}
      {version.copy_of !== null && (
        <span className={styles.dim}>{t("dispositions.versions.copyOf", { n: version.copy_of })}</span>
      )}
    </span>
  );
}
