import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = createRequire(import.meta.url);
const folderOf = (name: string) => dirname(here.resolve(`${name}/package.json`));

/** The browser tests stand in `tests/browser`, beside the other tests; their packages are the window's. */
export default defineConfig({
  root: fileURLToPath(new URL("../tests/browser", import.meta.url)),
  resolve: { alias: { "axe-core": folderOf("axe-core"), "playwright-core": folderOf("playwright-core") } },
  // Files of TypeScript and tests outside this folder are served too.
  server: { fs: { strict: false } },
  test: {
    environment: "node",
    include: process.env.CALLBOARD_SHOTS === undefined ? ["*.test.ts"] : ["*.shots.ts"],
    // One Chromium and one program a file: two fill two cores, and one more runs while a run of the stand-in is waited for.
    maxWorkers: 3,
    testTimeout: 60_000,
    // A browser on a busy machine: what fails once is tried once more, and the report says so.
    retry: 1,
    hookTimeout: 60_000,
    // A page is asked until it says what is expected: `expect(await …)` would ask once, before an answer came.
    expect: { poll: { timeout: 15_000 } },
  },
});
