const HERE = ["127.0.0.1", "localhost", "[::1]"];

/**
 * Where a browser goes with the address that `callboard ticket` printed, at the place (`#/runs`) where it was.
 * Nothing where the text is no such address.
 */
export function placeAt(text: string, hash: string): string | undefined {
  if (!URL.canParse(text.trim())) return undefined;
  const url = new URL(text.trim());
  const ours = url.protocol === "http:" && HERE.includes(url.hostname) && url.searchParams.has("ticket");
  if (!ours) return undefined;
  url.hash = hash;
  return url.href;
}
