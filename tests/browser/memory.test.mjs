// A page that is open all day holds what it shows, and nothing of what it has shown.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch } from "./harness.mjs";
import { holding } from "./held.mjs";
import { figures, importFile, opened, smallFile } from "./session.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** The first rounds make what is made once. */
const FIRST = 5;

/**
 * What a page may hold more after all rounds than after the first five. Nodes and listeners that wait for the collector
 * come and go by some dozens, memory of the process by some megabytes; what is kept of every round is a multiple.
 */
const SLACK = { canvases: 2, nodes: 400, listeners: 40, heapMegabytes: 3, programMegabytes: 0.8, rendererMegabytes: 60 };

/** Does something so many times, and holds that the page keeps nothing of it. */
async function keepsNothing(t, page, rounds, act) {
  const held = await holding(browser, page);
  for (let round = 0; round < FIRST; round += 1) await act(round);
  const first = await held();
  for (let round = FIRST; round < rounds; round += 1) await act(round);
  const last = await held();
  const told = Object.keys(SLACK).map((what) => `${what} ${first[what].toFixed(1)} → ${last[what].toFixed(1)}`);
  t.diagnostic(`after ${FIRST} and after ${rounds}: ${told.join(", ")}`);
  for (const [what, slack] of Object.entries(SLACK)) {
    assert.ok(last[what] <= first[what] + slack, `${what}: ${first[what]} after ${FIRST}, ${last[what]} after ${rounds}`);
  }
}

/** Drops a file that is made in the page: whatever drops one from the disk holds its input for as long as the page lives. */
const drop = (page, text) =>
  page.evaluate((text) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], "orders.csv"));
    document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
  }, text);

/** Until nothing is under way and everything is drawn; what the function returns would be held, so it is no element. */
async function drawn(page) {
  const parts = [".settings[aria-busy=false]", ".answers[data-drawn=true]"];
  await page.waitForFunction((parts) => parts.every((part) => document.querySelector(part) !== null), parts);
}

test("fifty files one after the other leave nothing behind but the last one", async (t) => {
  const { page, errors } = await opened(t, browser, { deviceScaleFactor: 2 });
  const path = await smallFile();
  const text = await readFile(path, "utf8");
  await importFile(page, path);
  await figures(page);
  await keepsNothing(t, page, 50, async () => {
    await drop(page, text);
    await page.locator("#open-dropped").click();
    // the same columns: the answers come without a review, and a notice says so
    await page.locator("#notice button").click();
    await drawn(page);
  });
  assert.deepEqual(errors, []);
});

test("two hundred changes of a setting leave nothing behind but the last one", async (t) => {
  const { page, errors } = await opened(t, browser);
  await importFile(page, await smallFile());
  await figures(page);
  await keepsNothing(t, page, 200, async (round) => {
    await page.locator("#setting-period").selectOption(["quarter", "month"][round % 2]);
    await drawn(page);
  });
  assert.deepEqual(errors, []);
});
