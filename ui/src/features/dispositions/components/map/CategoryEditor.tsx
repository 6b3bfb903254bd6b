import { Select } from "@mantine/core";
import { useRef, useState } from "react";
import { t } from "@/i18n";
import styles from "./map.module.css";
import type { Leave } from "./use-grid";

interface CategoryEditorProps {
  label: string;
  value: string;
  seed: string | undefined;
  names: string[];
  onCommit: (value: string, how: Leave) => void;
  onCancel: () => void;
}

/** A category in a cell: letters find it, Enter takes it, Tab takes the first that fits and goes on. */
export function CategoryEditor({ label, value, seed, names, onCommit, onCancel }: CategoryEditorProps) {
  const [words, setWords] = useState(seed ?? (names.includes(value) ? value : ""));
  const over = useRef(false);
  const done = (name: string, how: Leave) => {
    over.current = true;
    onCommit(name, how);
  };
  const first = () => names.find((name) => name.includes(words.trim().toLowerCase()));
  return (
    <Select
      autoFocus
      searchable
      selectFirstOptionOnChange
      defaultDropdownOpened
      aria-label={label}
      classNames={{ input: styles.field, wrapper: styles.fieldWrap }}
      comboboxProps={{ width: 240, position: "bottom-start", offset: 2, withinPortal: false }}
      nothingFoundMessage={t("dispositions.map.noCategory")}
      rightSection={null}
      data={names}
      value={seed === undefined && names.includes(value) ? value : null}
      searchValue={words}
      onSearchChange={setWords}
      onChange={(name) => name && done(name, "down")}
      onKeyDown={(event) => {
        if (event.key === "Tab") {
          done((words.trim() === "" ? undefined : first()) ?? value, event.shiftKey ? "back" : "next");
        } else if (event.key === "Escape") {
          over.current = true;
          onCancel();
        } else return;
        event.preventDefault();
        event.stopPropagation();
      }}
      onBlur={() => {
        if (!over.current) onCancel();
      }}
    />
  );
}
