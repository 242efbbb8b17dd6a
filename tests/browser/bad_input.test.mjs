// What can go wrong with a file: a sentence, and nothing that was loaded is lost. And what can be corrected.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "./harness.mjs";
import { BAD_INPUT, dropAlone, figures, fileOf, importFile, needs, opened, smallFile, UCI_XLSX } from "./session.mjs";

const ENCRYPTED = join(BAD_INPUT, "calamine/pass_protected.xlsx");
const [NEEDS_UCI, NEEDS_BAD] = [await needs(UCI_XLSX), await needs(ENCRYPTED)];

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Drops a file beside loaded answers, and reads the sentence. */
async function sentence(page, path) {
  const before = await figures(page);
  await dropAlone(page, path);
  const problem = page.locator("#problem");
  const button = page.locator("#import:enabled");
  // Some files can be looked at, and refuse only when they are read.
  await problem.or(button).first().waitFor();
  if (await button.isVisible()) await button.click();
  await problem.waitFor();
  const text = await problem.locator("p").innerText();
  await problem.getByRole("button").click();
  if (!(await page.locator("#summary").isVisible())) await page.locator("#to-answers, #to-dashboard").first().click();
  assert.deepEqual(await figures(page), before, "the loaded answers were lost");
  return text;
}

const onePerCustomer = () => {
  const rows = Array.from({ length: 200 }, (_, row) => `c${row}@example.com,2024-05-${10 + (row % 20)},${row % 7},${row * 10}.00`);
  return fileOf("customers.csv", ["Email,Last order date,Number of orders,Total spent", ...rows, ""].join("\n"));
};

const BAD = {
  "an empty file": [() => fileOf("empty.csv", ""), /empty|nothing in/i],
  "a PDF": [() => fileOf("report.csv", "%PDF-1.7\n%\xe2\xe3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"), /PDF/],
  "an encrypted workbook": [async () => ENCRYPTED, /password/i, NEEDS_BAD],
  "one row per customer": [onePerCustomer, /row per customer|per customer/i],
};

for (const [what, [make, expected, options = {}]] of Object.entries(BAD)) {
  test(`${what} becomes a sentence, and what is loaded stays`, options, async (t) => {
    const { page, errors } = await opened(t, browser);
    await importFile(page, await smallFile());
    assert.match(await sentence(page, await make()), expected);
    assert.deepEqual(errors, []);
  });
}

test("a worker that dies while it reads is a sentence; old answers stay, the next file works", NEEDS_UCI, async (t) => {
  const { page } = await opened(t, browser);
  await importFile(page, await smallFile());
  const before = await figures(page);
  const old = page.workers();
  await dropAlone(page, UCI_XLSX);
  await page.locator("#import:enabled").waitFor({ timeout: 60_000 });
  const [reading] = page.workers().filter((worker) => !old.includes(worker));
  // A busy worker hears nothing from outside, so it carries its end in it: the clock is asked for each progress.
  await reading.evaluate(() => {
    let n = 0;
    const now = performance.now.bind(performance);
    performance.now = () => {
      n += 1;
      // what was read for the review is not read again: the first word about the answers is the last
      if (n > 0) throw new RangeError("ended for the test");
      return now();
    };
  });
  await page.locator("#import").click();
  await page.locator("#problem", { hasText: "stopped unexpectedly" }).waitFor();
  assert.deepEqual(await figures(page), before);
  await importFile(page, await smallFile("again.csv"));
  assert.deepEqual(await figures(page), before);
  assert.equal(await page.locator("#problem").count(), 0);
});

test("cells can be pasted", async (t) => {
  const { page } = await opened(t, browser);
  const rows = Array.from({ length: 30 }, (_, row) => `${row}\t2024-0${1 + (row % 9)}-1${row % 9}\tp${row % 7}@example.com\t${row + 5}`);
  const text = ["Order ID\tOrder date\tEmail\tTotal", ...rows].join("\n");
  await page.locator("#show-paste").click();
  await page.locator("#paste").fill(text);
  await page.locator("#import:enabled").click();
  assert.equal((await figures(page)).customers, 7);
});

test("a column and an encoding can be corrected", async (t) => {
  const { page } = await opened(t, browser);
  const rows = Array.from({ length: 40 }, (_, row) => `${row};2024-0${1 + (row % 9)}-11;S\xf8ren ${row % 5};k${row % 8}@example.com;${row + 1}`);
  const path = await fileOf("gamle.csv", Buffer.from(["Ordre;Dato;Navn;E-mail;Bel\xf8b", ...rows, ""].join("\r\n"), "latin1"));
  await dropAlone(page, path);
  await page.getByLabel("What is the column Beløb").waitFor();
  await page.locator("#reading-encoding").selectOption("macintosh");
  await page.getByLabel("What is the column Bel¯b").waitFor();
  await page.locator("#reading-encoding").selectOption("windows-1252");
  await page.getByLabel("What is the column Beløb").waitFor();
  await page.getByLabel("What is the column E-mail").selectOption("");
  await page.getByLabel("What is the column Navn").selectOption("customer");
  await page.locator("#import:enabled").click();
  assert.equal((await figures(page)).customers, 5);
});

test("the page draws while a large file is read", NEEDS_UCI, async (t) => {
  const { page } = await opened(t, browser);
  await dropAlone(page, UCI_XLSX);
  await page.locator("#import:enabled").waitFor({ timeout: 60_000 });
  await page.evaluate(() => {
    const measured = (globalThis.measured = { longest: 0, frames: 0, tasks: [] });
    new PerformanceObserver((list) => measured.tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ entryTypes: ["longtask"] });
    let last = performance.now();
    const frame = (now) => {
      if (!document.querySelector("#cancel")) return void (document.querySelector("#import") && requestAnimationFrame(frame));
      measured.frames += 1;
      if (measured.frames > 2) measured.longest = Math.max(measured.longest, now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    document.querySelector("#import").click();
  });
  await page.locator("#cancel").waitFor();
  const during = await page.waitForFunction(() => {
    const rows = document.querySelector("#progress-detail")?.textContent ?? "";
    return /[3-5]\d\d.\d\d\d rows/.test(rows) && { ...globalThis.measured };
  }, null, { timeout: 60_000 }).then((handle) => handle.jsonValue());
  const longest = Math.max(0, ...during.tasks);
  t.diagnostic(`while reading: ${during.frames} frames, longest task ${longest.toFixed(0)} ms, longest gap ${during.longest.toFixed(0)} ms`);
  assert.ok(during.frames > 20, `${during.frames} frames`);
  assert.ok(longest <= 50, `the page was blocked for ${longest} ms`);
});
