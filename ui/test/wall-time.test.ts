import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/**
 * The engine alone makes an instant of a wall time (`zone.instant`, `missed.plan`, `schedule.preview`): the webview's
 * zone data may be older. What a page may do is show an instant in a zone.
 */
const FORBIDDEN: readonly [what: string, sign: RegExp][] = [
  ["reads a wall time", /Date\.parse\(\s*(?:`(?![^`]*Z`)|[^()]*\+)/],
  ["reads a wall time", /new Date\(\s*(?:`(?![^`]*Z`)|["'](?![^"']*Z["']))/],
  ["puts a wall time together", /new Date\([^()]*,[^()]*\)/],
  ["puts a wall time together", /Date\.UTC\(/],
  ["sets the clock of an instant", /\.set(?:UTC)?(?:FullYear|Month|Date|Hours|Minutes|Seconds)\(/],
  ["knows the offset of a zone", /\b(?:offsetMillis|getTimezoneOffset)\b/],
  ["computes with zones", /\bTemporal\b|from "dayjs/],
];

/** Where one of these makes no instant that the engine is told of or that a person reads, and why. */
const ALLOWED: Readonly<Record<string, string>> = {
  "lib/time.ts": "says the offset of a zone, for whoever draws",
  "components/line-chart/chart.ts": "moves an axis, so that its lines stand at whole hours",
  "features/settings/components/rules/days.ts": "names the days of the week",
};

const SOURCES = join(import.meta.dirname, "../src");

function sources(): string[] {
  const all = readdirSync(SOURCES, { recursive: true, encoding: "utf8" });
  return all.filter((path) => /\.tsx?$/.test(path) && !path.includes(".test.") && !path.startsWith("rpc/"));
}

function faultsOf(source: string): string[] {
  return FORBIDDEN.filter(([, sign]) => sign.test(source)).map(([what]) => what);
}

test("no page computes an instant from a wall time", () => {
  const faults = sources().flatMap((path) =>
    path in ALLOWED
      ? []
      : faultsOf(readFileSync(join(SOURCES, path), "utf8")).map((what) => `${path} ${what}`),
  );
  expect(faults).toEqual([]);
});

test("each exception is still needed", () => {
  for (const path of Object.keys(ALLOWED)) {
    expect(faultsOf(readFileSync(join(SOURCES, path), "utf8")), path).not.toEqual([]);
  }
});

test.each([
  `const at = Date.parse(\`\${date}T\${time}\`);`,
  "const at = Date.parse(date + time);",
  'const at = new Date("2026-11-23T09:00");',
  `const at = new Date(\`\${date} \${time}\`);`,
  "const at = new Date(2026, 10, 23, 9);",
  "const at = wall - offsetMillis(wall, zone);",
  "day.setHours(9, 0);",
  'import dayjs from "dayjs";',
])("it would be seen: %s", (source) => {
  expect(faultsOf(source)).not.toEqual([]);
});

test.each([
  "const at = Date.parse(fire.start);",
  `const at = Date.parse(\`\${monday}T00:00:00Z\`);`,
  "const text = new Date(at).toISOString();",
  "const now = new Date();",
])("an instant that is read or shown is none: %s", (source) => {
  expect(faultsOf(source)).toEqual([]);
});
