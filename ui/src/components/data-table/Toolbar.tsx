import { ActionIcon, Checkbox, Menu, Popover, TextInput, Tooltip, UnstyledButton } from "@mantine/core";
import type { ReactNode, RefObject } from "react";
import { t } from "@/i18n";
import { useShortcut } from "@/lib/keys";
import { number } from "@/lib/numbers";
import { toastFailure } from "@/lib/toast";
import { Icon } from "../icons";
import type { Column, ExportWay, FilterChip, TableSearch } from "./columns";
import styles from "./data-table.module.css";

interface ToolbarProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  shown: readonly Column<Row>[];
  setShown: (column: string, show: boolean) => void;
  search?: TableSearch;
  searchField: RefObject<HTMLInputElement | null>;
  /** The arrow down leads from the search into the list. */
  onDown: () => void;
  filters: readonly FilterChip[];
  lead?: ReactNode;
  controls?: ReactNode;
  actions?: ReactNode;
  rows: readonly Row[];
  /** Absent where it was never read. */
  total: number | undefined;
  onExport: () => void;
  exportHint: string;
  exports?: readonly ExportWay[];
}

/** Search, the filters as a sentence, "n of m", the columns, and the way out as a file. */
export function Toolbar<Row>(props: ToolbarProps<Row>) {
  const { label, search, searchField, filters, controls, rows, total } = props;
  return (
    <div className={styles.toolbar} role="toolbar" aria-label={label}>
      {props.lead}
      {search && <Search {...search} field={searchField} label={label} onDown={props.onDown} />}
      {controls}
      {filters.length > 0 && <Sentence filters={filters} />}
      <span className={styles.count} role="status">
        {total !== undefined && t("parts.shownOf", { shown: number(rows.length), total: number(total) })}
      </span>
      <ColumnPicker {...props} />
      {props.exports ? <ExportMenu ways={props.exports} rows={rows} /> : <Export {...props} />}
      {props.actions}
    </div>
  );
}

interface SearchProps extends TableSearch {
  field: RefObject<HTMLInputElement | null>;
  label: string;
  onDown: () => void;
}

function Search({ hasKey = true, ...search }: SearchProps) {
  return (
    <>
      {hasKey && <SearchKey field={search.field} />}
      <SearchField {...search} />
    </>
  );
}

function SearchKey({ field }: Pick<SearchProps, "field">) {
  useShortcut("/", t("frame.keySearch"), () => field.current?.select());
  return null;
}

function SearchField({ value, onChange, name, field, label, onDown }: SearchProps) {
  const words = name ?? t("parts.searchIn", { what: label.toLowerCase() });
  return (
    <TextInput
      ref={field}
      type="search"
      className={styles.search}
      aria-label={words}
      placeholder={words}
      leftSection={<Icon name="search" size={14} />}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" && event.key !== "ArrowDown") return;
        event.preventDefault();
        // First the words go, then the place.
        if (event.key === "ArrowDown") onDown();
        else if (value !== "") onChange("");
        else event.currentTarget.blur();
      }}
    />
  );
}

/** "failed · last 24 h · crm.example.com": each word takes itself away. */
function Sentence({ filters }: { filters: readonly FilterChip[] }) {
  return (
    <ul className={styles.sentence} aria-label={t("parts.filters")}>
      {filters.map((filter) => (
        <li key={filter.id}>
          <UnstyledButton
            className={styles.chip}
            onClick={filter.onRemove}
            aria-label={t("parts.removeFilter", { label: filter.label })}
          >
            {filter.label}
            <Icon name="close" size={12} />
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}

function ColumnPicker<Row>({ columns, shown, setShown }: ToolbarProps<Row>) {
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Tooltip label={t("parts.columns")}>
          <ActionIcon variant="subtle" color="gray" aria-label={t("parts.columns")}>
            <Icon name="columns" />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown className={styles.picker}>
        {columns.map((column) => {
          const isShown = shown.includes(column);
          return (
            <Checkbox
              key={column.id}
              size="xs"
              label={column.header}
              checked={isShown}
              // The last column stays: a table without one cannot be read nor mended.
              disabled={isShown && shown.length === 1}
              onChange={(event) => setShown(column.id, event.currentTarget.checked)}
            />
          );
        })}
      </Popover.Dropdown>
    </Popover>
  );
}

function Export<Row>({ rows, onExport, exportHint }: ToolbarProps<Row>) {
  return (
    <Tooltip label={exportHint}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t("parts.exportCsv")}
        aria-disabled={rows.length === 0}
        data-disabled={rows.length === 0 || undefined}
        onClick={() => rows.length > 0 && onExport()}
      >
        <Icon name="download" />
      </ActionIcon>
    </Tooltip>
  );
}

/** A menu of the shapes in which a list can be saved. */
function ExportMenu({ ways, rows }: { ways: readonly ExportWay[]; rows: readonly unknown[] }) {
  const none = rows.length === 0;
  const label = none ? t("parts.exportNothing") : t("parts.exportRows");
  return (
    <Menu disabled={none}>
      <Menu.Target>
        <Tooltip label={label}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("parts.exportRows")}
            aria-disabled={none}
            data-disabled={none || undefined}
          >
            <Icon name="download" />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {ways.map((way) => (
          <Menu.Item key={way.label} onClick={() => void way.run().catch(toastFailure)}>
            {way.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
