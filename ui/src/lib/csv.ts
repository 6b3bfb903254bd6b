/** Rows as RFC 4180 text: CRLF, quotes doubled, a byte order mark so that spreadsheets read it as UTF-8. */
export function csvText(header: readonly string[], rows: Iterable<readonly unknown[]>): string {
  const lines = [line(header)];
  for (const row of rows) lines.push(line(row));
  return `\u{FEFF}${lines.join("\r\n")}\r\n`;
}

export function csvBlob(header: readonly string[], rows: Iterable<readonly unknown[]>): Blob {
  return new Blob([csvText(header, rows)], { type: "text/csv;charset=utf-8" });
}

function line(cells: readonly unknown[]): string {
  return cells.map(cell).join(",");
}

function cell(value: unknown): string {
  const text = typeof value === "string" ? harmless(value) : value == null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A spreadsheet runs a text that begins like a formula, and a campaign's name comes from elsewhere: such a
 * text gets an apostrophe. A phone number or a signed figure is left as it is.
 */
function harmless(text: string): string {
  return /^[=@\t\r]|^[+-](?![\d.]+$)/.test(text) ? `'${text}` : text;
}
