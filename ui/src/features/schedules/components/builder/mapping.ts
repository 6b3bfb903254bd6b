import type { ColumnMapping } from "@/rpc/types";

/** What a column holds of a contact. */
export type Role = "id" | "phone" | "zone" | "state";

export const ROLES: readonly Role[] = ["id", "phone", "zone", "state"];

/** Every column of phone numbers, the first one first. */
export function phonesOf({ phone, more_phones }: ColumnMapping): number[] {
  return [...(phone == null ? [] : [phone]), ...(more_phones ?? [])];
}

export function roleOf(mapping: ColumnMapping, index: number): Role | undefined {
  if (phonesOf(mapping).includes(index)) return "phone";
  return ROLES.find((role) => mapping[role] === index);
}

/**
 * A column has one role. Id, zone and state have one column each: what held it before holds nothing. Phone numbers may
 * stand in several.
 */
export function withRole(mapping: ColumnMapping, index: number, role: Role | undefined): ColumnMapping {
  const next: ColumnMapping = {};
  for (const known of ["id", "zone", "state"] as const) {
    if (mapping[known] != null && mapping[known] !== index) next[known] = mapping[known];
  }
  if (role !== undefined && role !== "phone") next[role] = index;
  const others = phonesOf(mapping).filter((column) => column !== index);
  const [phone, ...more] = role === "phone" ? [...others, index] : others;
  if (phone !== undefined) next.phone = phone;
  if (more.length > 0) next.more_phones = more;
  return next;
}
