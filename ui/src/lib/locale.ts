/**
 * The reader's language tag, safe to hand to `Intl`.
 *
 * `navigator.language` is `"C"` in a webview started without `LANG`, and `Intl` throws on it; so every tag is
 * tried first. It decides separators only: words and the order of dates are English until another language
 * of ours exists, because "Mo, 23. Nov. (in 43 min)" is two languages in one line.
 */
export const readerLocale: string = firstUsable(reported());

export function firstUsable(tags: readonly string[]): string {
  return tags.find(isUsable) ?? FALLBACK;
}

/** The language of weekday and month names: the language of the strings in `i18n/en`. */
export const WORDS = "en-GB";

const FALLBACK = "en-US";

function reported(): readonly string[] {
  if (typeof navigator === "undefined") return [];
  const tags = navigator.languages?.length ? navigator.languages : [navigator.language];
  return tags.filter((tag): tag is string => typeof tag === "string" && tag !== "");
}

function isUsable(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}
