import type { DncImport } from "@/rpc/types";

export type WaitKind = "release" | "looked" | "stopped" | "dead" | "failed" | "refused";

/** One thing about an import that a person decides. */
export interface Wait {
  kind: WaitKind;
  of: DncImport;
}

/** The name under which a person leaves it as it is. */
export function keyOf({ kind, of }: Wait): string {
  return `${kind} ${of.id}`;
}

/**
 * What waits for a person: what CXone still blocks first, then what is not imported, then what went wrong. `refused` are
 * the numbers that CXone refuses now: an import counts those too that it took later.
 */
export function waitsOf(imports: readonly DncImport[], left: readonly string[], refused: number): Wait[] {
  const waits = ORDER.flatMap((kind) =>
    imports.filter((of) => RULES[kind](of, imports)).map((of) => ({ kind, of })),
  );
  return waits.filter((wait) => !left.includes(keyOf(wait)) && (wait.kind !== "dead" || refused > 0));
}

const ORDER: readonly WaitKind[] = ["release", "looked", "stopped", "dead", "failed", "refused"];

const RULES: Record<WaitKind, (of: DncImport, all: readonly DncImport[]) => boolean> = {
  release: (of) => of.to_release > 0,
  looked: (of) => of.state === "looked",
  stopped: (of) => of.state === "stopped",
  dead: (of) => of.dead > 0 && of.state !== "undone",
  failed: (of) => of.state === "failed",
  refused: (of, all) =>
    of.refused > 0 && (of.state === "done" || of.state === "stopped") && isNewest(of, all),
};

/** A later file of the same list takes the place of what an earlier one left to be corrected. Newest come first. */
function isNewest(of: DncImport, all: readonly DncImport[]): boolean {
  const counting = all.find(
    ({ list, mode, state }) =>
      list === of.list && mode !== "release" && (state === "done" || state === "stopped"),
  );
  return counting?.id === of.id;
}
