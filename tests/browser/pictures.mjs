// Takes the README's pictures from the sample shop: `cargo xtask pictures`.

import { mkdir, writeFile } from "node:fs/promises";
import { launch, open, sealed } from "./harness.mjs";

const FOLDER = new URL("../../docs/pictures/", import.meta.url).pathname;
const [WIDTH, HEIGHT] = [1200, 760];
/** A repository carries its pictures for ever. */
const MOST_BYTES = 160_000;

await mkdir(FOLDER, { recursive: true });
const browser = await launch();
const { page, close } = await open(browser, { viewport: { width: WIDTH, height: HEIGHT }, colorScheme: "light" });

async function picture(name, clip = { x: 0, y: 0, width: WIDTH, height: HEIGHT }) {
  const png = await page.screenshot({ clip, fullPage: true, animations: "disabled", caret: "hide" });
  if (png.length > MOST_BYTES) throw new Error(`${name} weighs ${png.length} bytes, more than ${MOST_BYTES}`);
  await writeFile(`${FOLDER}${name}.png`, png);
  console.log(`${name}.png, ${png.length} bytes`);
}

try {
  await sealed(page);
  await page.locator("#worker-state", { hasText: "Ready" }).waitFor();
  await picture("start");
  await page.locator("#sample").click();
  await page.locator("figure[data-chart=backtest]").waitFor();
  await page.waitForTimeout(300);
  await page.evaluate(() => scrollTo(0, 0));
  await picture("answers");
  for (const section of ["returning", "cohorts", "products"]) {
    const { x, y, width, height } = await page.locator(`#${section}`).boundingBox();
    // The head of the section: its finding and its first chart.
    await picture(section, { x, y, width, height: Math.min(height, HEIGHT) });
  }
  const canvas = page.locator("figure[data-chart=order-number] canvas");
  await canvas.scrollIntoViewIfNeeded();
  await page.evaluate(() => document.getElementById("order-number").scrollIntoView({ behavior: "instant" }));
  const box = await canvas.boundingBox();
  await canvas.click({ position: { x: box.width * 0.35, y: box.height * 0.6 } });
  await page.locator("#behind-total").waitFor();
  await page.waitForTimeout(200);
  const png = await page.screenshot({ animations: "disabled", caret: "hide", clip: { x: 0, y: 0, width: WIDTH, height: 620 } });
  if (png.length > MOST_BYTES) throw new Error(`behind weighs ${png.length} bytes`);
  await writeFile(`${FOLDER}behind.png`, png);
  await page.locator("#close-drawer").click();
  await page.evaluate(() => scrollTo(0, 0));
  await page.locator("#to-segments").click();
  await page.waitForTimeout(200);
  await picture("segments");
} finally {
  await close();
  await browser.close();
}
