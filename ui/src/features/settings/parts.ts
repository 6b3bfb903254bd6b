import { t } from "@/i18n";

/** A part of the settings; its name stands in the address: `/settings?part=rules`. */
export type Part =
  | "connections"
  | "secrets"
  | "listener"
  | "deliveries"
  | "rules"
  | "running"
  | "appearance"
  | "about";

/** The state of a part, from the address. */
export interface Place {
  /** The id of a row, or `new`. */
  open?: string;
  /** Words that are searched for. */
  q?: string;
}

export interface PartProps {
  place: Place;
  move: (next: Place) => void;
}

export const PARTS: readonly { part: Part; title: string }[] = [
  { part: "connections", title: t("settings.part.connections") },
  { part: "secrets", title: t("settings.part.secrets") },
  { part: "listener", title: t("settings.part.listener") },
  { part: "deliveries", title: t("settings.part.deliveries") },
  { part: "rules", title: t("settings.part.rules") },
  { part: "running", title: t("settings.part.running") },
  { part: "appearance", title: t("settings.part.appearance") },
  { part: "about", title: t("settings.part.about") },
];

/** Parts whose lines need the whole width. */
export const WIDE: ReadonlySet<Part> = new Set(["listener", "deliveries"]);

/** The part that an address names; what is unknown leads to the first, other words for one lead to it. */
export function partOf(name: string | undefined): Part {
  const known = PARTS.find(({ part }) => part === (ALIASES[name ?? ""] ?? name));
  return known?.part ?? "connections";
}

const ALIASES: Record<string, Part> = {
  connection: "connections",
  secret_store: "secrets",
  "secret-store": "secrets",
  endpoints: "deliveries",
  endpoint: "deliveries",
  delivery: "deliveries",
  source: "listener",
  sources: "listener",
};
