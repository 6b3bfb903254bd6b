import { t } from "@/i18n";
import type { ActionState, DispositionMap } from "@/rpc/types";

/** What is wrong, by its place as the engine names it: `codes.3.code` → words. */
export type Faults = ReadonlyMap<string, string>;

/**
 * What the engine would refuse at publishing, said while it is typed. The engine keeps a draft as it is and has the
 * last word.
 */
export function faultsOf(map: DispositionMap, actions: readonly ActionState[]): Faults {
  return new Map([...codeFaults(map), ...categoryFaults(map, actions)]);
}

const CONTROL = /\p{Cc}/u;
const NAME = /^[a-z0-9_]{1,64}$/;

function* codeFaults(map: DispositionMap): Generator<[string, string]> {
  const names = new Set(map.categories.map((one) => one.name.trim()));
  const seen = new Set<string>();
  for (const [at, { code: raw, category, meaning }] of map.codes.entries()) {
    const code = raw.trim();
    if (code === "") yield [`codes.${at}.code`, t("dispositions.fault.codeEmpty")];
    else if ([...code].length > 64 || CONTROL.test(code)) {
      yield [`codes.${at}.code`, t("dispositions.fault.codeLong")];
    } else if (seen.has(code)) yield [`codes.${at}.code`, t("dispositions.fault.codeTwice", { code })];
    seen.add(code);
    if (category === "") yield [`codes.${at}.category`, t("dispositions.fault.categoryEmpty")];
    else if (!names.has(category)) {
      yield [`codes.${at}.category`, t("dispositions.fault.categoryUnknown", { name: category })];
    }
    if ([...meaning.trim()].length > 200) {
      yield [`codes.${at}.meaning`, t("dispositions.fault.meaningLong")];
    }
  }
}

function* categoryFaults(map: DispositionMap, states: readonly ActionState[]): Generator<[string, string]> {
  const seen = new Set<string>();
  for (const [at, { name: raw, actions }] of map.categories.entries()) {
    const name = raw.trim();
    const field = `categories.${at}.name`;
    if (name === "") yield [field, t("dispositions.fault.nameEmpty")];
    else if (!NAME.test(name)) yield [field, t("dispositions.fault.nameLetters")];
    else if (seen.has(name)) yield [field, t("dispositions.fault.nameTwice", { name })];
    seen.add(name);
    const because = states.find(({ action, available }) => !available && actions.includes(action))?.because;
    if (because != null) yield [`categories.${at}.actions`, t("dispositions.fault.notYet", { because })];
  }
}
