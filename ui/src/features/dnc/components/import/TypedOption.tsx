import { TextInput } from "@mantine/core";
import { useState } from "react";

interface TypedOptionProps {
  id: string;
  label: string;
  hint?: string;
  value: string;
  /** The engine's complaint. */
  error?: string;
  /** The field's own complaint. */
  check?: (text: string) => string | undefined;
  /** Told when the hand leaves the field, or with Enter, where something else stands in it. */
  onValue: (text: string) => void;
}

/** An option that is typed: it is said when it is whole, not with each key. */
export function TypedOption({ id, label, hint, value, error, check, onValue }: TypedOptionProps) {
  const [typed, setTyped] = useState(value);
  const wrong = check?.(typed.trim());
  const said = () => {
    const text = typed.trim();
    if (wrong === undefined && text !== value) onValue(text);
  };
  return (
    <TextInput
      id={id}
      label={label}
      description={hint}
      inputWrapperOrder={["label", "input", "description", "error"]}
      autoComplete="off"
      error={wrong ?? error}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={said}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        said();
      }}
    />
  );
}
