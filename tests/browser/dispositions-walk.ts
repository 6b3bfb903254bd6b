import type { Page } from "playwright-core";
import type { openDouble } from "./harness";

export const cell = (page: Page, row: RegExp, column: number) =>
  page.getByRole("row", { name: row }).getByRole("gridcell").nth(column);

export function drafts(calls: readonly { command: string; args: unknown }[]) {
  type Saved = {
    map: { categories: object[]; codes: { code: string; meaning: string; category: string }[] };
  };
  return calls.filter((call) => call.command === "disposition.draft").map((call) => (call.args as Saved).map);
}

export function fits(part: Element): boolean {
  return part.scrollWidth <= part.clientWidth;
}

/** In sight from edge to edge, with all of its words. */
export function whole(part: Element): boolean {
  const { left, right, top } = part.getBoundingClientRect();
  const seen = document.elementFromPoint(right - 2, top + 6);
  const inside = left >= 0 && right <= window.innerWidth && part.scrollWidth <= part.clientWidth + 1;
  return inside && (part.contains(seen) || seen?.contains(part) === true);
}

/** Another window saves a draft, and this one is told. */
export async function elsewhere(app: Awaited<ReturnType<typeof openDouble>>, map: object) {
  const data = { command: "disposition.draft", args: { connection: "con_eu", map } };
  const { origin } = new URL(app.page.url());
  await app.page.request.post(`${origin}/rpc`, { data });
  app.tell({ event: "changed", topics: ["dispositions"] });
}

export function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? "");
}
