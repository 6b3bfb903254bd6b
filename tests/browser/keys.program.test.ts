import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { openProgram } from "./harness";

/** Tab until what has focus bears that name; a page that cannot be reached so is not done. */
async function tabTo(page: Page, name: RegExp, key = "Tab"): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press(key);
    const here = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      const labels = (element as HTMLInputElement | null)?.labels;
      const label = labels?.[0]?.textContent;
      return element?.getAttribute("aria-label") ?? label ?? element?.textContent ?? "";
    });
    if (name.test(here)) return;
    passed.push(here.slice(0, 30));
  }
  throw new Error(`Tab does not reach ${name}; it passed ${passed.join(" | ")}`);
}

test("from a fresh start to a plan by keys alone", async () => {
  const { page } = await openProgram();
  await page.getByRole("button", { name: "Start the demo" }).waitFor();
  await tabTo(page, /^Start the demo$/);
  await page.keyboard.press("Enter");
  await page.waitForURL(/#\/runs\/run_/, { timeout: 30_000 });

  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await page.getByRole("grid", { name: "Schedules" }).waitFor();
  await page.keyboard.press("n");
  await page.waitForURL(/#\/schedules\/new/);
  await page.getByRole("textbox", { name: "Name" }).waitFor();
  await tabTo(page, /^Name/);
  await page.keyboard.type("By keys");
  await tabTo(page, /^Campaign/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const chooser = page.waitForEvent("filechooser");
  await tabTo(page, /^Choose a file$/);
  await page.keyboard.press("Enter");
  const rows = ["id,zone,state", "C-1,America/Chicago,IL", "C-2,America/Denver,CO", "C-3,Europe/Berlin,"];
  await (await chooser).setFiles({
    name: "keys.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(rows.join("\n")),
  });
  await page.getByText("3 · 3 zones").waitFor();
  await tabTo(page, /Thursday$/);
  await page.keyboard.press("Space");
  await page.getByRole("heading", { name: "At 09:00 on Monday to Wednesday and Friday." }).waitFor();
  await page
    .getByRole("gridcell", { name: /^Berlin/ })
    .first()
    .waitFor();
  await page.getByRole("button", { name: "Plan…", disabled: false }).waitFor();
  await tabTo(page, /^Plan…$/);
  await page.keyboard.press("Enter");
  const plan = page.getByRole("dialog");
  await plan.getByText("POST").first().waitFor();
  await page.keyboard.press("Escape");
  await plan.waitFor({ state: "hidden" });
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.slice(0, 20));
  await expect.poll(focused, { message: "focus returns to where it came from" }).toBe("Plan…");
}, 90_000);
