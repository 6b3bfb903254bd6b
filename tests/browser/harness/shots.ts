import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type App, still } from "./app";

const FOLDER = fileURLToPath(new URL("../../../assets/screenshots/", import.meta.url));

/**
 * Takes the page light and dark, as `assets/screenshots/NAME-light.png`; only where CALLBOARD_SHOTS is set, so
 * that an ordinary run of the tests leaves the repository as it was.
 */
export async function shoot(app: App, name: string): Promise<void> {
  if (process.env.CALLBOARD_SHOTS !== undefined) await lightAndDark(app, FOLDER, name);
}

/** The same into the folder CALLBOARD_LOOK, for eyes while building. */
export async function look(app: App, name: string): Promise<void> {
  if (process.env.CALLBOARD_LOOK !== undefined)
    await lightAndDark(app, `${process.env.CALLBOARD_LOOK}/`, name);
}

async function lightAndDark({ page }: App, folder: string, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.waitForFunction(
      (wanted) => document.documentElement.dataset.mantineColorScheme === wanted,
      scheme,
    );
    await page.evaluate(() => document.fonts.ready);
    await still(page);
    // The canvas of a chart is drawn in the frame after its colours changed.
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    await page.screenshot({ path: `${folder}${name}-${scheme}.png` });
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}
