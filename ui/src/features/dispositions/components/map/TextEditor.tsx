import { useRef, useState } from "react";
import styles from "./map.module.css";
import type { Leave } from "./use-grid";

interface TextEditorProps {
  label: string;
  value: string;
  /** What was typed to begin: it takes the place of the value. */
  seed: string | undefined;
  /** What was typed before the field was taken out of sight. */
  typed: string | undefined;
  onType: (text: string) => void;
  complain: (value: string) => string | undefined;
  onCommit: (value: string, how: Leave) => void;
  onCancel: () => void;
}

/** A text in a cell: Enter goes down, Tab goes on, Escape leaves it as it was. */
export function TextEditor(props: TextEditorProps) {
  const { label, value, seed, typed, onType, complain, onCommit, onCancel } = props;
  const [text, setText] = useState(typed ?? seed ?? value);
  const over = useRef(false);
  const fault = complain(text);
  const done = (how: Leave) => {
    over.current = true;
    onCommit(text.trim(), how);
  };
  return (
    <>
      <input
        // A cell becomes a field by a key or a click on it.
        // biome-ignore lint/a11y/noAutofocus: see above
        autoFocus
        className={styles.field}
        aria-label={label}
        aria-invalid={fault !== undefined || undefined}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onFocus={(event) => {
          if (seed === undefined && typed === undefined) event.currentTarget.select();
        }}
        onChange={(event) => {
          setText(event.currentTarget.value);
          onType(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Enter") done("down");
          else if (event.key === "Tab") done(event.shiftKey ? "back" : "next");
          else if (event.key === "Escape") {
            over.current = true;
            onCancel();
          } else return;
          event.preventDefault();
        }}
        onBlur={() => {
          if (!over.current) onCommit(text.trim(), "stay");
        }}
      />
      {fault && (
        <span role="alert" className={styles.bubble}>
          {fault}
        </span>
      )}
    </>
  );
}
