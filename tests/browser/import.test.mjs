// Files on the page: the figures are the command line's, a running import can be ended, the sample is a click away,
// and none of it makes a request.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analyze, launch, open, sealed, settle } from "./harness.mjs";
import { figures, importFile, needs, smallFile, UCI_XLSX as UCI } from "./session.mjs";

const NEEDS_UCI = await needs(UCI);

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test("a dropped file gives the figures of the command line, without a request", async (t) => {
  const { page, server, sent, close, errors } = await open(browser);
  t.after(close);
  await sealed(page);
  const [atServer, inBrowser] = [server.requests.length, sent().length];
  const path = await smallFile();
  await importFile(page, path);
  const { summary } = await analyze(path);
  const shown = await figures(page);
  assert.equal(shown.customers, summary.customers);
  assert.equal(shown.purchases, summary.purchases);
  await settle(page);
  assert.deepEqual(server.requests.slice(atServer), []);
  assert.deepEqual(sent().slice(inBrowser), []);
  assert.deepEqual(errors, []);
});

test("the sample shop is one click away", async (t) => {
  const { page, close, errors } = await open(browser);
  t.after(close);
  await sealed(page);
  await page.locator("#sample").click();
  const shown = await figures(page);
  assert.ok(10_000 < shown.customers && shown.customers < 14_000, `${shown.customers} customers`);
  assert.deepEqual(errors, []);
});

test("the UCI workbook gives the figures of the command line", NEEDS_UCI, async (t) => {
  const { page, close } = await open(browser);
  t.after(close);
  await sealed(page);
  const start = Date.now();
  await importFile(page, UCI);
  const shown = await figures(page);
  t.diagnostic(`${((Date.now() - start) / 1000).toFixed(1)} s from the drop to the figures, with the review's click`);
  const { summary } = await analyze(UCI);
  assert.equal(shown.customers, summary.customers);
  assert.equal(shown.purchases, summary.purchases);
});

test("a running import can be ended, and the next file works", NEEDS_UCI, async (t) => {
  const { page, close, errors } = await open(browser);
  t.after(close);
  await sealed(page);
  await importFile(page, UCI);
  const start = Date.now();
  await page.locator("#cancel").click();
  await page.locator("#drop-zone").waitFor();
  assert.ok(Date.now() - start < 1_000, "it took more than a second");
  await importFile(page, await smallFile());
  assert.equal((await figures(page)).customers, 17);
  assert.deepEqual(errors, []);
});
