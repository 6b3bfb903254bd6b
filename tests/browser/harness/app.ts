import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterEach, expect } from "vitest";

/** One window on one door, closed after the test that opened it. */
export interface App {
  page: Page;
  context: BrowserContext;
  /** No violation that axe can find, and no error in the console. */
  check(): Promise<void>;
}

/** Opens Chromium on `address`; `ending` is run when the test is over; `now` is what the page takes for the time. */
export async function openApp(address: string, ending: () => Promise<void>, now?: number): Promise<App> {
  const context = await (await browser()).newContext({
    viewport: SIZE,
    locale: "en-US",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const errors = hearErrors(page);
  open.push(async () => {
    await context.close();
    await ending();
  });
  if (now !== undefined) await page.clock.setSystemTime(now);
  await page.goto(address);
  await page.getByRole("main").waitFor();
  return { page, context, check: () => check(page, errors) };
}

/** Sizes at which the window has to hold: the smallest that is promised. */
const SIZE = { width: 1280, height: 800 };

/** The system's Chromium, without its desktop where that is there (a third faster); one for all tests of a file. */
function browser(): Promise<Browser> {
  const here = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];
  const executablePath = process.env.CALLBOARD_CHROMIUM ?? here.find(existsSync) ?? "chromium";
  launched ??= chromium.launch({ executablePath, args: ["--no-sandbox", "--font-render-hinting=none"] });
  return launched;
}

let launched: Promise<Browser> | undefined;
const open: (() => Promise<void>)[] = [];

/** Closes what the test opened; called after each test by itself. */
export async function closeApp(): Promise<void> {
  for (const close of open.splice(0)) await close();
}

afterEach(closeApp);

/** A refusal is part of the job and is logged by the browser as a failed load; anything else is a defect. */
function hearErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      errors.push(message.text());
    }
  });
  return errors;
}

/**
 * Waits until nothing moves: fields glide from one scheme's colours to the other's, and what stands in them begins
 * when they are done. What turns for ever is not waited for.
 */
export async function still(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
    const ends = (each: Animation) =>
      each.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY;
    for (;;) {
      // A change of style begins to move only in the frame after it.
      await frame();
      await frame();
      const moving = document.getAnimations().filter(ends);
      if (moving.length === 0) return;
      await Promise.allSettled(moving.map((each) => each.finished));
    }
  });
}

async function check(page: Page, errors: readonly string[]): Promise<void> {
  await still(page);
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await axe.run(document, { runOnly: tags });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join("\n")}`,
    );
  });
  expect(violations, "axe finds nothing").toEqual([]);
  expect(errors, "the page logs no error").toEqual([]);
}
