// The README's pictures, from the sample shop: `cargo xtask pictures` calls this with the folder to put them in.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { launch, open, sealed } from "./harness.mjs";
import { sample } from "./session.mjs";

const [folder] = process.argv.slice(2);
const WIDTH = 1160;
/** A repository carries its pictures for ever. */
const MOST_BYTES = 150_000;

const browser = await launch();
const { page, close } = await open(browser, { viewport: { width: WIDTH, height: 760 }, colorScheme: "light" });

async function picture(name, clip) {
  // No blinking cursor, no half-drawn hover.
  await page.mouse.move(0, 0);
  await page.waitForTimeout(300);
  const png = await page.screenshot({ clip, animations: "disabled", caret: "hide" });
  if (png.length > MOST_BYTES) throw new Error(`${name} weighs ${png.length} bytes, more than ${MOST_BYTES}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.png`), png);
  console.log(`${name}.png ${png.length} bytes`);
}

/** A part of the page, at most so high, with a little air. */
async function part(name, selector, height = 760) {
  const element = page.locator(selector).first();
  await element.evaluate((element) => element.scrollIntoView({ block: "start" }));
  // Bars that stay at the top of the window would cover it.
  await page.evaluate(() => window.scrollBy(0, -150));
  await page.waitForTimeout(200);
  const box = await element.boundingBox();
  const y = Math.max(0, box.y - 12);
  const x = Math.max(0, box.x - 16);
  await picture(name, { x, y, width: Math.min(WIDTH - x, box.width + 32), height: Math.min(height, box.height + 24, 760 - y) });
}

try {
  await sealed(page);
  await page.locator("#worker-state", { hasText: "Ready" }).waitFor();
  await picture("start", { x: 0, y: 0, width: WIDTH, height: 640 });
  await sample(page);
  await picture("dashboard", { x: 0, y: 0, width: WIDTH, height: 720 });
  await part("returning", "section:has(> * figure[data-chart=repurchase]), section:has(figure[data-chart=repurchase])");
  await part("cohorts", "section:has(figure[data-chart^=cohort])");
  await page.locator("#to-segments").click();
  await page.locator("[data-segment]").first().waitFor();
  await page.evaluate(() => window.scrollTo(0, 0));
  await picture("segments", { x: 0, y: 0, width: WIDTH, height: 720 });
} finally {
  await close();
  await browser.close();
}
