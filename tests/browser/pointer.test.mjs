// What the pointer finds on a chart, and what a link does that was cut off on its way.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, sealed } from "./harness.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test("a chart answers to the cursor, and a click holds what it shows", async (t) => {
  const { page, close, errors } = await open(browser);
  t.after(close);
  await sealed(page);
  await page.locator("#sample").click();
  await page.locator("#summary").waitFor();
  const chart = page.locator("figure[data-chart=order-number]");
  const canvas = chart.locator("canvas");
  await canvas.scrollIntoViewIfNeeded();
  await canvas.hover({ position: { x: 300, y: 200 } });
  const tooltip = chart.locator(".tooltip");
  await tooltip.filter({ hasText: "first purchase" }).waitFor();
  const shown = await tooltip.innerText();
  await canvas.click({ position: { x: 300, y: 200 } });
  await page.mouse.move(5, 5);
  assert.equal(await tooltip.innerText(), shown);
  await page.keyboard.press("Escape");
  assert.equal(await tooltip.count(), 0);
  assert.deepEqual(errors, []);
});

test("a link that cannot be read is said, and the page works", async (t) => {
  const { page, close, errors } = await open(browser, { fragment: "#recipe=%7Bbroken" });
  t.after(close);
  await page.locator("#problem", { hasText: "cannot be read" }).waitFor();
  await sealed(page);
  await page.locator("#sample").click();
  await page.locator("#summary").waitFor();
  assert.deepEqual(errors, []);
});
