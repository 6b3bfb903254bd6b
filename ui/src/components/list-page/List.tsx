import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { t } from "@/i18n";
import type { Paged } from "@/lib/query";
import { type Column, DataTable, type DataTableProps } from "../data-table";
import { EmptyState } from "../EmptyState";
import { type Move, type Place, sortOf, sortText } from "./place";
import { useMatching, useSortable } from "./rows";

/** A filter that is set: the word of the address that sets it, and how it reads in the sentence of filters. */
export interface Chip {
  id: string;
  label: string;
}

/** A list without a row: what there is not, what to do about it, and the button that does it. */
export interface Nothing {
  title: string;
  hint?: ReactNode;
  action?: ReactNode;
}

type TableProps<Row extends object> = Omit<
  DataTableProps<Row>,
  "rows" | "total" | "read" | "more" | "sort" | "onSort" | "search" | "filters" | "empty"
>;

export interface ListProps<Row extends object> extends TableProps<Row> {
  columns: readonly Column<Row>[];
  list: Paged<Row>;
  /** `engine`: the rows are those of the search already. `here`: the text is looked for in the rows' columns. */
  searched: "engine" | "here";
  place: Place;
  move: Move;
  /** The word of the address that holds the search; by default `q`. */
  searchAs?: string;
  /** The name of the search field, where less than the whole row is searched: "Code". */
  searchName?: string;
  /** `false` where `/` leads to another field of the page. */
  hasSearchKey?: boolean;
  chips?: readonly Chip[];
  /** The words where there is no row at all. */
  nothing?: Nothing;
}

/** A table whose search, sorting, filters and open row stand in the address of its page. */
export function List<Row extends object>(props: ListProps<Row>) {
  const {
    list,
    searched,
    place,
    move,
    searchAs = "q",
    searchName,
    hasSearchKey,
    chips = [],
    nothing,
    ...table
  } = props;
  const text = place[searchAs] ?? "";
  const { rows, more } = useMatching(list, table.columns, searched === "here" ? text : "");
  const columns = useSortable(table.columns, list.more !== undefined);
  const sort = sortOf(place.sort);
  const clear = () => move(Object.fromEntries([searchAs, ...chips.map(({ id }) => id)].map(takenOut)));
  // The engine's total is that of the search; here it is that of the whole list.
  const filtered = (text !== "" || chips.length > 0) && (searched === "engine" || list.total > 0);
  return (
    <DataTable
      open={place.open}
      onOpen={(open) => move({ open })}
      {...table}
      columns={columns}
      rows={rows}
      total={list.total}
      read={list.read}
      more={more}
      sort={columns.some(({ id, sortBy }) => id === sort?.column && sortBy) ? sort : undefined}
      onSort={(next) => move({ sort: sortText(next) })}
      search={{
        value: text,
        onChange: (next) => move({ [searchAs]: next || undefined }),
        name: searchName,
        hasKey: hasSearchKey,
      }}
      filters={chips.map(({ id, label }) => ({ id, label, onRemove: () => move({ [id]: undefined }) }))}
      empty={filtered ? <NothingMatches onClear={clear} /> : nothing && <NothingHere {...nothing} />}
    />
  );
}

const takenOut = (word: string) => [word, undefined] as const;

function NothingHere({ title, hint, action }: Nothing) {
  return (
    <EmptyState title={title} action={action}>
      {hint}
    </EmptyState>
  );
}

function NothingMatches({ onClear }: { onClear: () => void }) {
  const action = (
    <Button variant="default" onClick={onClear}>
      {t("parts.clearAll")}
    </Button>
  );
  return (
    <EmptyState title={t("parts.noMatch")} action={action}>
      {t("parts.noMatchHint")}
    </EmptyState>
  );
}
