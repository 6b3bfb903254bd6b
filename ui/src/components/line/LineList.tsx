import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useShortcut } from "@/lib/keys";
import type { Read } from "@/lib/query";
import { EmptyState } from "../EmptyState";
import { StaleNotice } from "../ErrorNotice";
import { Icon } from "../icons";
import { Section } from "../layout";
import styles from "./line.module.css";

interface LineListProps<Row> {
  title: string;
  aside?: string;
  read: Read<Row[]>;
  add: {
    label: string;
    onAdd: () => void;
    /** The reason why nothing can be added now. */
    whyNot?: string;
  };
  /** The words for an empty list. */
  nothing: { title: string; hint: string };
  /** A part below the lines: a setting that concerns all of them. */
  after?: ReactNode;
  /** The line of one of them. */
  children: (row: Row) => ReactNode;
}

/** All things of one kind that a person has set up, a line each, and the button that adds one. */
export function LineList<Row>({ title, aside, read, add, nothing, after, children }: LineListProps<Row>) {
  const rows = read.status === "loading" ? [] : (read.data ?? []);
  const { label, onAdd, whyNot } = add;
  useShortcut("n", label, () => whyNot === undefined && onAdd());
  const button = (
    <Button
      onClick={onAdd}
      leftSection={<Icon name="plus" size={14} />}
      disabled={whyNot !== undefined}
      title={whyNot}
    >
      {label}
    </Button>
  );
  return (
    <Section title={title} aside={aside} actions={button}>
      <StaleNotice what={title} read={read} />
      {read.status === "ready" && rows.length === 0 && (
        <EmptyState title={nothing.title}>{nothing.hint}</EmptyState>
      )}
      <Lines>{rows.map(children)}</Lines>
      {after}
    </Section>
  );
}

export function Lines({ children }: { children: ReactNode }) {
  return <ul className={styles.lines}>{children}</ul>;
}
