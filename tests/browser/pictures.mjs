// Takes the README's pictures from the sample shop: `node tests/browser/pictures.mjs` after `cargo xtask dist`.

import { mkdir } from "node:fs/promises";
import { launch, open, sealed } from "./harness.mjs";

const FOLDER = new URL("../../docs/pictures/", import.meta.url).pathname;
await mkdir(FOLDER, { recursive: true });
const browser = await launch();
const { page, close } = await open(browser, { viewport: { width: 1200, height: 760 }, colorScheme: "light" });
await sealed(page);
await page.locator("#worker-state", { hasText: "Ready" }).waitFor();
await page.screenshot({ path: `${FOLDER}start.png` });
await page.locator("#sample").click();
await page.locator("figure[data-chart=backtest]").waitFor();
await page.waitForTimeout(300);
await page.evaluate(() => scrollTo(0, 0));
await page.screenshot({ path: `${FOLDER}answers.png` });
for (const section of ["returning", "cohorts", "products"]) {
  await page.locator(`#${section}`).screenshot({ path: `${FOLDER}${section}.png` });
}
await page.locator("#to-segments").click();
await page.waitForTimeout(200);
await page.screenshot({ path: `${FOLDER}segments.png` });
await close();
await browser.close();
