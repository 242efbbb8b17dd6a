// Accessibility rules as far as axe can see them, in both themes and at the narrowest width.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, sealed, violations } from "./harness.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 1280]) {
    test(`the start page has no violations, ${colorScheme}, ${width} px wide`, async (t) => {
      const { page, close } = await open(browser, { colorScheme, viewport: { width, height: 800 } });
      t.after(close);
      await sealed(page);
      assert.deepEqual(await violations(page), []);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0, `${overflow} px too wide`);
    });
  }
}
