// A worker that dies becomes a sentence, and the next one works.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, sealed } from "./harness.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const ENDS = {
  "an error in the worker": () => setTimeout(() => { throw new Error("for the test"); }),
  "a worker that is gone without a word": () => self.close(),
  "a panic, which says where": () => self.postMessage("src/engine/mod.rs:1"),
};

for (const [what, end] of Object.entries(ENDS)) {
  test(`${what} becomes a sentence, and a new worker starts`, async (t) => {
    const { page, close, errors } = await open(browser);
    t.after(close);
    await sealed(page);
    const state = page.locator("#worker-state");
    await state.filter({ hasText: "Ready" }).waitFor();
    await page.workers()[0].evaluate(end).catch(() => {});
    await state.filter({ hasText: "stopped unexpectedly" }).waitFor({ timeout: 5_000 });
    await page.locator("#restart-worker").click();
    await state.filter({ hasText: "Ready" }).waitFor();
    assert.equal(page.workers().length, 1);
    assert.deepEqual(errors, []);
  });
}
