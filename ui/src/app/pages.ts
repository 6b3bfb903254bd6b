import type { IconName } from "@/components/icons";
import { t } from "@/i18n";
import type { NavCounts } from "@/rpc/types";

/** One entry of the navigation. A page that is not built does not stand here. */
export interface PageEntry {
  path: "/" | "/schedules" | "/runs" | "/dispositions" | "/dnc" | "/traffic" | "/audit" | "/settings";
  title: string;
  icon: IconName;
  /** `g` and then this letter goes there. */
  letter: string;
  /** How many things wait there for a decision: not how many there are. */
  waiting?: (counts: NavCounts) => number;
  /** Stands below the line. */
  apart?: boolean;
}

export const PAGES: readonly PageEntry[] = [
  { path: "/", title: t("board.title"), icon: "board", letter: "b", waiting: (counts) => counts.board },
  {
    path: "/schedules",
    title: t("schedules.title"),
    icon: "schedules",
    letter: "s",
    waiting: (counts) => counts.schedules,
  },
  { path: "/runs", title: t("runs.title"), icon: "runs", letter: "r", waiting: (counts) => counts.runs },
  {
    path: "/dispositions",
    title: t("dispositions.title"),
    icon: "dispositions",
    letter: "d",
    waiting: (counts) => counts.dispositions,
  },
  { path: "/dnc", title: t("dnc.title"), icon: "dnc", letter: "n" },
  {
    path: "/traffic",
    title: t("traffic.title"),
    icon: "traffic",
    letter: "t",
    waiting: (counts) => counts.traffic,
  },
  { path: "/audit", title: t("audit.title"), icon: "audit", letter: "a" },
  {
    path: "/settings",
    title: t("settings.title"),
    icon: "settings",
    letter: ",",
    waiting: (counts) => counts.settings,
    apart: true,
  },
];
