/**
 * What the browser tests stand on. A test reads as a sentence:
 *
 *     const app = await openProgram();
 *     await app.page.getByRole("link", { name: "Runs" }).click();
 *     await app.check();
 *
 * `openProgram` starts the real `callboard serve --http` on a fresh data directory; `openDouble` serves the
 * built pages with answers of the test, for what the engine cannot be asked to do (a door that is lost).
 */
export { type App, closeApp, openApp } from "./app";
export { openDouble } from "./double";
export { binary, type Opened, openProgram, startProgram } from "./program";
export { look, shoot } from "./shots";
