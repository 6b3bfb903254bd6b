import type { DispositionCategory, DispositionMap } from "@/rpc/types";
import { DO_NOT_CALL } from "../words";
import { codesOf } from "./diff";

/** The codes that begin to mean "do not call" with `after`, and those that no longer do. */
export function doNotCallChanges(before: DispositionMap, after: DispositionMap) {
  const [was, is] = [optingOut(before), optingOut(after)];
  return {
    added: [...is].filter((code) => !was.has(code)),
    removed: [...was].filter((code) => !is.has(code)),
  };
}

function optingOut(map: DispositionMap): Set<string> {
  const categories = new Set(map.categories.filter(optsOut).map(({ name }) => name.trim()));
  const codes = [...codesOf(map)].filter(([, { category }]) => categories.has(category.trim()));
  return new Set(codes.map(([code]) => code));
}

function optsOut({ name, actions }: DispositionCategory): boolean {
  return name.trim() === DO_NOT_CALL || actions.includes("suppress_number");
}
