/**
 * Reads the named words out of an address: `validateSearch: readSearch("q", "open")`. All are texts; what is
 * missing, empty or no text is left out, so that an address typed by hand cannot break a page.
 */
export function readSearch<Name extends string>(...names: Name[]) {
  return (search: Record<string, unknown>): { [N in Name]?: string } => {
    const read: { [N in Name]?: string } = {};
    for (const name of names) {
      const value = search[name];
      if (typeof value === "string" && value !== "") read[name] = value;
      // The router reads `open=12` as a number; it is a text to us.
      if (typeof value === "number" || typeof value === "boolean") read[name] = String(value);
    }
    return read;
  };
}
