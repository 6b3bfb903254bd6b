/** What one field was and is, as text; the side that is missing was not there. */
export interface Change {
  /** `draft.cron`, `windows[2]`; empty where the whole is no object. */
  field: string;
  kind: "changed" | "added" | "removed" | "same";
  was?: string;
  is?: string;
}

/** Before and after, field by field, in the order in which they stand there; what is new comes last. */
export function diff(before: unknown, after: unknown): Change[] {
  const was = flat(before);
  const is = flat(after);
  const fields = [...new Set([...was.keys(), ...is.keys()])];
  return fields.map((field) => change(field, was.get(field), is.get(field)));
}

function change(field: string, was: string | undefined, is: string | undefined): Change {
  if (was === undefined) return { field, kind: "added", is };
  if (is === undefined) return { field, kind: "removed", was };
  return { field, kind: was === is ? "same" : "changed", was, is };
}

/** Every leaf by its path. A list of plain values is one leaf: "Mo, We, Fr" reads better than three fields. */
function flat(value: unknown, path = "", into = new Map<string, string>()): Map<string, string> {
  if (value === null || value === undefined) {
    if (path !== "" && value === null) into.set(path, plain(value));
    return into;
  }
  if (Array.isArray(value) && value.some((item) => typeof item === "object" && item !== null)) {
    value.forEach((item, index) => {
      flat(item, `${path}[${index + 1}]`, into);
    });
    return into;
  }
  if (typeof value === "object" && !Array.isArray(value)) {
    for (const [name, inner] of Object.entries(value))
      flat(inner, path === "" ? name : `${path}.${name}`, into);
    return into;
  }
  into.set(path, plain(value));
  return into;
}

function plain(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : value.map(plain).join(", ");
  return value === null ? "null" : String(value);
}
