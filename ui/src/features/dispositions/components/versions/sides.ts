import type { MapVersion } from "@/rpc/types";

/**
 * The older of the two stands left. Beside an opened version stands the one that is named, else the one before it,
 * else (it is the first) itself.
 */
export function sides(
  opened: string | undefined,
  beside: string | undefined,
  all: readonly MapVersion[],
): { left: number; right: number } | undefined {
  const numbers = all.map(({ version }) => version);
  const find = (text: string | undefined) => numbers.find((version) => String(version) === text);
  const right = find(opened);
  if (right === undefined) return undefined;
  const before = numbers.filter((version) => version < right);
  const other = find(beside) ?? (before.length > 0 ? Math.max(...before) : right);
  return { left: Math.min(other, right), right: Math.max(other, right) };
}
