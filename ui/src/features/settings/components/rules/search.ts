import type { Rule } from "@/rpc/types";

/** Rules in which every word of the search stands: `florida` finds `US-FL` by its sentence only, `fl` by both. */
export function matchingRules(rules: readonly Rule[], search: string): Rule[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return rules.filter((rule) => {
    const { id, words: sentence, source, jurisdictions } = rule;
    const hay = [id, sentence, source, ...jurisdictions].join(" ").toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}
