import type { ReactNode } from "react";
import { Page } from "../layout";
import { List, type ListProps } from "./List";

interface ListPageProps<Row extends object> extends ListProps<Row> {
  title: string;
  /** A part above the list: what waits for a decision. */
  above?: ReactNode;
  /** Another view, in the place of the list. */
  instead?: ReactNode;
  /** Sheets that stand over the page. */
  children?: ReactNode;
}

/** A page of one list: its title, what waits above it, the table, and the sheets over it. */
export function ListPage<Row extends object>(props: ListPageProps<Row>) {
  const { title, above, instead, children, ...list } = props;
  return (
    <Page title={title} body="fill">
      {above}
      {instead || <List {...list} />}
      {children}
    </Page>
  );
}
