/** A part of the page; its name stands in the address: `/dispositions?tab=feed`. */
export const TABS = ["map", "unmapped", "feed", "versions", "told"] as const;
export type Tab = (typeof TABS)[number];

/** A step of its own over the page. */
export const SHEETS = ["compare", "try", "publish", "throw-away", "import", "theirs"] as const;
export type SheetName = (typeof SHEETS)[number];

/** The page's state, from the address. */
export type Place = {
  /** Words that are searched for. */
  q?: string;
  /** `changes`: only codes that the draft changes. */
  only?: string;
  /** An unmapped code whose form stands at the side. */
  open?: string;
  /** The category that is open beside the map, or that the feed is filtered by. */
  category?: string;
  /** The code that the feed is filtered by. */
  code?: string;
  sheet?: string;
  /** The number of days on which the draft is tried. */
  days?: string;
  /** A version, and the one beside it. */
  version?: string;
  beside?: string;
};

export type Move = (next: Place) => void;

export function tabOf(name: string | undefined): Tab {
  return TABS.find((tab) => tab === name) ?? "map";
}

export function sheetOf(name: string | undefined): SheetName | undefined {
  return SHEETS.find((sheet) => sheet === name);
}
