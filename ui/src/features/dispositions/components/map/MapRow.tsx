import { ActionIcon } from "@mantine/core";
import type { ReactNode } from "react";
import { Icon } from "@/components/icons";
import { ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import type { DispositionCategory } from "@/rpc/types";
import { COLUMNS, type ColumnName, type EditedColumn, isEdited } from "../../map/grid-keys";
import type { CodeRow } from "../../map/rows";
import { actionWords } from "../../words";
import { ChangeMark } from "../ChangeMark";
import { SeverityMark } from "../SeverityMark";
import { CategoryEditor } from "./CategoryEditor";
import styles from "./map.module.css";
import { TextEditor } from "./TextEditor";
import type { Editing, GridState } from "./use-grid";

interface MapRowProps {
  row: CodeRow;
  grid: GridState;
  index: number;
  activeCol: number | undefined;
  editing: Editing | undefined;
  fault: { column: ColumnName; words: string } | undefined;
  categories: readonly DispositionCategory[];
  /** What is wrong with a value while it is typed. */
  complain: (column: EditedColumn, value: string) => string | undefined;
}

/** One code. Its keys are heard on the table (use-grid). */
export function MapRow({ row, grid, index, activeCol, editing, fault, categories, complain }: MapRowProps) {
  const faultId = `fault-${row.key.replaceAll(" ", "-")}`;
  return (
    <tr aria-rowindex={index + 2} data-mark={row.mark} data-tall={fault !== undefined}>
      {COLUMNS.map((column, col) => {
        const edited = isEdited(column) ? column : undefined;
        const wrong = fault?.column === column;
        const open = edited !== undefined && editing?.col === col;
        return (
          <td
            key={column}
            role="gridcell"
            data-cell={`${row.key}:${col}`}
            // A cell that is a field now has the field to be reached by.
            tabIndex={open ? undefined : col === activeCol ? 0 : -1}
            aria-readonly={edited === undefined || row.at === undefined}
            aria-invalid={wrong || undefined}
            aria-describedby={wrong ? faultId : undefined}
            onFocus={(event) => {
              if (event.target === event.currentTarget) grid.onFocus(index, col);
            }}
            onDoubleClick={() => grid.begin({ row: index, col })}
          >
            {open ? (
              <Editor {...{ row, column: edited, grid, categories, complain }} seed={editing.seed} />
            ) : (
              <Content row={row} column={column} />
            )}
            {wrong && (
              <span id={faultId} className={styles.fault}>
                <ShapeIcon shape="triangle" tone="bad" size={10} /> {fault.words}
              </span>
            )}
          </td>
        );
      })}
      <td role="gridcell" className={styles.changeCell} title={row.was && wasText(row)}>
        <ChangeMark mark={row.mark} />
        <RemoveButton row={row} onClick={() => grid.remove(row)} />
      </td>
    </tr>
  );
}

function Content({ row, column }: { row: CodeRow; column: ColumnName }): ReactNode {
  const { code, category } = row;
  if (column === "severity") return category ? <SeverityMark severity={category.severity} /> : <span>–</span>;
  if (column === "actions") {
    const words = category ? actionWords(category.actions) : "–";
    return (
      <span className={styles.deeds} title={words}>
        {words}
      </span>
    );
  }
  const text = code[column];
  return (
    <span className={styles.text} title={column === "meaning" ? text : undefined}>
      {text || "–"}
    </span>
  );
}

interface EditorProps extends Pick<MapRowProps, "row" | "grid" | "categories" | "complain"> {
  column: EditedColumn;
  seed: string | undefined;
}

function Editor({ row, column, grid, categories, complain, seed }: EditorProps) {
  const label = `${t(`dispositions.map.${column}`)}, ${row.code.code || t("dispositions.map.newRow")}`;
  const common = {
    label,
    seed,
    value: row.code[column],
    onCommit: (value: string, how: Parameters<GridState["commit"]>[3]) =>
      grid.commit(row, column, value, how),
    onCancel: () => grid.cancel(row, column),
  };
  if (column === "category") return <CategoryEditor {...common} names={categories.map(({ name }) => name)} />;
  const { current: kept } = grid.typed;
  return (
    <TextEditor
      {...common}
      typed={kept?.key === row.key && kept.column === column ? kept.text : undefined}
      onType={(text) => {
        grid.typed.current = { key: row.key, code: row.code, column, text };
      }}
      complain={(value) => complain(column, value)}
    />
  );
}

/** For the mouse; by key it is Delete. */
function RemoveButton({ row, onClick }: { row: CodeRow; onClick: () => void }) {
  const back = row.at === undefined;
  const label = back
    ? t("dispositions.categories.putBack", { name: row.code.code })
    : t("dispositions.categories.remove", { name: row.code.code || t("dispositions.map.newRow") });
  return (
    <ActionIcon
      className={styles.remove}
      size={22}
      variant="subtle"
      color="gray"
      tabIndex={-1}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <Icon name={back ? "retry" : "close"} size={12} />
    </ActionIcon>
  );
}

function wasText({ was }: CodeRow): string {
  if (was === undefined) return "";
  const meaning = was.meaning || t("dispositions.map.wasNothing");
  return t("dispositions.map.was", { was: `${was.category} (${meaning})` });
}
