import type { ColumnMapping } from "@/rpc/types";

/** What a column holds of a contact. */
export type Role = "id" | "phone" | "zone" | "state" | "country";

export const ROLES: readonly Role[] = ["id", "phone", "zone", "state", "country"];

/** Where the further columns of a role stand, for those that several may hold. */
const MORE = { phone: "more_phones", state: "more_states", country: "more_countries" } as const;
const SEVERAL = ["phone", "state", "country"] as const;

/** Every column that holds it, the first one first. */
function columnsOf(mapping: ColumnMapping, role: (typeof SEVERAL)[number]): number[] {
  const first = mapping[role];
  return [...(first == null ? [] : [first]), ...(mapping[MORE[role]] ?? [])];
}

/** Every column of phone numbers, the first one first. */
export function phonesOf(mapping: ColumnMapping): number[] {
  return columnsOf(mapping, "phone");
}

export function roleOf(mapping: ColumnMapping, index: number): Role | undefined {
  return (
    SEVERAL.find((role) => columnsOf(mapping, role).includes(index)) ??
    ROLES.find((role) => mapping[role] === index)
  );
}

/**
 * A column has one role. Id and zone have one column each: what held it before holds nothing. Phone numbers, states and
 * countries may stand in several.
 */
export function withRole(mapping: ColumnMapping, index: number, role: Role | undefined): ColumnMapping {
  const next: ColumnMapping = {};
  for (const known of ["id", "zone"] as const) {
    if (mapping[known] != null && mapping[known] !== index) next[known] = mapping[known];
    if (role === known) next[known] = index;
  }
  for (const known of SEVERAL) {
    const others = columnsOf(mapping, known).filter((column) => column !== index);
    const [first, ...more] = role === known ? [...others, index] : others;
    if (first !== undefined) next[known] = first;
    if (more.length > 0) next[MORE[known]] = more;
  }
  return next;
}
