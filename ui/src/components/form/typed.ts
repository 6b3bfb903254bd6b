/** Words between commas or white space: `"a, b c"` → `["a", "b", "c"]`. */
export function wordsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** A text without the space around it; `null` where nothing is left, so that the engine's default holds. */
export function orNone(text: string): string | null {
  return text.trim() || null;
}
