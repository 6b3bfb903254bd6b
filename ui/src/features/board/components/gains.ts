/** What each point adds to the one before: the totals themselves only rise, and show nothing of the pace. */
export function gainsOf(totals: readonly number[]): number[] {
  return totals.slice(1).map((total, index) => Math.max(0, total - (totals[index] ?? total)));
}
