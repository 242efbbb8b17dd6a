// Of many changes the newest is answered; the others, and what would follow their answers, are for nobody.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./harness.mjs";
import { figures, fileOf, importFile, opened, sample } from "./session.mjs";
import { overhear } from "./said.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** As long as the worker may not hear that models are for nobody. */
const MS_DEAF = 50;

/** Orders of so many customers, of whom many come back: enough for models that take a while. */
function manyOrders(lines, customers) {
  let state = 1;
  const below = (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const rows = Array.from({ length: lines }, (_, line) => {
    const day = new Date(Date.UTC(2022, 0, 1) + Math.floor((line / lines) * 900) * 86_400_000).toISOString().slice(0, 10);
    return `${line},${day},c${Math.min(below(customers), below(customers))}@example.com,Product ${below(300)},1,${5 + below(90)}.50`;
  });
  return fileOf("many.csv", ["Order ID,Order date,Email,Product,Quantity,Line total", ...rows, ""].join("\n"));
}

/** Sets the period to one after the other, as fast as a script can, and tells which is the last. */
const change = (page, times) =>
  page.evaluate((times) => {
    const select = document.querySelector("#setting-period");
    for (let at = 0; at < times; at += 1) {
      select.value = ["month", "quarter", "year"][(at + 1) % 3];
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    return select.value;
  }, times);

/** Until the page shows the answers, and what follows them. */
async function allIsThere(page) {
  await page.locator(".settings[aria-busy=false]").waitFor({ timeout: 60_000 });
  await figures(page);
  await page.locator(".later").first().waitFor({ state: "attached" });
  await page.waitForFunction(() => !document.querySelector(".later.old"), null, { timeout: 60_000 });
}

test("of fifty changes at once the last is computed, and at most one before it", async (t) => {
  const { page, errors } = await opened(t, browser);
  await sample(page);
  await allIsThere(page);
  const { said } = await overhear(page);
  const last = await change(page, 50);
  await allIsThere(page);
  const { Answered, Later } = await said();
  t.diagnostic(`${Answered} answers, ${Later} models`);
  assert.ok(Answered <= 2 && Later === 1, `${Answered} answers and ${Later} models were computed`);
  assert.equal(await page.locator("#setting-period").inputValue(), last);
  assert.deepEqual(errors, []);
});

test("a change while models are computed is heard at once, and they are given up", async (t) => {
  const { page, errors } = await opened(t, browser);
  await importFile(page, await manyOrders(60_000, 30_000));
  await figures(page);
  await allIsThere(page);
  const { said, deaf } = await overhear(page);
  await page.locator("#setting-period").selectOption("quarter");
  // the answers are here, and the models that follow them are not
  await page.locator(".settings[aria-busy=false]").waitFor();
  await page.locator("#setting-period").selectOption("year");
  await allIsThere(page);
  const [{ Answered, Later }, [, second]] = [await said(), await deaf()];
  t.diagnostic(`the second change was heard after ${second.toFixed(0)} ms; ${Answered} answers, ${Later} models`);
  assert.deepEqual({ Answered, Later }, { Answered: 2, Later: 1 });
  assert.ok(second <= MS_DEAF, `the worker did not hear for ${second} ms`);
  assert.deepEqual(errors, []);
});
