import type { Sort } from "../data-table";

/** The words of an address. A list reads `q` (the search), `open` (the row at the side) and `sort` itself. */
export type Place = Readonly<Record<string, string | undefined>>;

/** A change of some words of the address; the others stay, `undefined` takes one out. */
export type Move = (next: Record<string, string | undefined>) => void;

interface Route<P extends object> {
  useSearch(): P;
  useNavigate(): (to: { search: P; replace: boolean }) => Promise<void>;
}

/** The address of a page: what it says, `move` to change some of it, `goTo` to say something else. */
export function usePlace<P extends object>(route: Route<P>) {
  const place = route.useSearch();
  const navigate = route.useNavigate();
  const goTo = (next: P) => void navigate({ search: next, replace: true });
  return { place, goTo, move: (next: Partial<P>) => goTo({ ...place, ...next }) };
}

/** `-next` → by the column "next", downwards. */
export function sortOf(text: string | undefined): Sort | undefined {
  if (text === undefined) return undefined;
  return text.startsWith("-") ? { column: text.slice(1), down: true } : { column: text, down: false };
}

export function sortText(sort: Sort | undefined): string | undefined {
  return sort && `${sort.down ? "-" : ""}${sort.column}`;
}
