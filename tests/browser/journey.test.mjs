// The answers: settings, links and recipes, charts by keyboard and as files, lists as files, and what is kept when a
// file or a worker fails.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { analyze, launch, open, saved, sealed, settle } from "./harness.mjs";

const run = promisify(execFile);
const CLI = process.env.STAMKUNDE_CLI;

let browser, folder, sample;
before(async () => {
  browser = await launch();
  folder = await mkdtemp(join(tmpdir(), "stamkunde-"));
  sample = join(folder, "sample.csv");
  await run(CLI, ["sample", "--out", sample]);
});
after(() => browser.close());

/** The number under a label at the head of the dashboard. */
async function figure(page, label) {
  const text = await page.locator("#summary > div", { hasText: label }).locator("dd").innerText();
  return Number(text.replace(/[^\d]/g, ""));
}

async function opened(t, options) {
  const it = await open(browser, options);
  t.after(it.close);
  await sealed(it.page);
  return it;
}

async function load(page, path) {
  await page.locator("#file-input").setInputFiles(path);
  await page.locator("#import:not([disabled])").click();
  await page.locator("#summary").waitFor();
}

/** Waits until a changed setting has been answered. */
async function answered(page) {
  await page.waitForFunction(() => document.querySelector(".settings")?.getAttribute("aria-busy") === "false");
}

test("a saved list equals the command line's, byte for byte", async (t) => {
  const { page } = await opened(t);
  await load(page, sample);
  await page.locator("#to-segments").click();
  for (const segment of ["hot_opportunity", "best"]) {
    const card = page.locator(`[data-segment=${segment}]`);
    for (const [button, ending] of [["Save as csv", ".csv"], ["csv for Excel", "-excel.csv"], ["Excel", ".xlsx"]]) {
      const file = await saved(page, () => card.getByRole("button", { name: button, exact: true }).click());
      const own = join(folder, `${segment}${ending}`);
      await run(CLI, ["analyze", sample, "--segment", segment, "--out", own]);
      assert.deepEqual(file.bytes, await readFile(own), `${segment} ${button}`);
      assert.match(file.name, new RegExp(`^stamkunde_${segment}_2025-06-18_\\d+-rows`));
    }
  }
});

test("settings recompute as the command line does, and travel in a link without data", async (t) => {
  const { page } = await opened(t);
  await load(page, sample);
  await page.locator("#setting-returns").selectOption("ignore");
  await answered(page);
  const recipe = join(folder, "recipe.json");
  await writeFile(recipe, JSON.stringify({ returns: "ignore", min_orders: 2 }));
  await page.locator(".more > summary").click();
  await page.locator("#setting-min-orders").selectOption("2");
  await answered(page);
  const { summary } = await analyze(sample, "--recipe", recipe);
  assert.equal(await figure(page, "customers"), summary.customers);
  assert.equal(await figure(page, "net revenue"), Math.round(summary.net_revenue));
  await page.locator("#share-recipe").click();
  const link = await page.locator("#recipe-link").inputValue();
  const shared = JSON.parse(decodeURIComponent(link.split("#recipe=")[1]));
  assert.equal(shared.returns, "ignore");
  assert.doesNotMatch(link, /Email|example|sample/i, "the link holds something of the file");

  const other = await opened(t, { fragment: `#recipe=${link.split("#recipe=")[1]}` });
  await load(other.page, sample);
  assert.equal(await figure(other.page, "customers"), summary.customers);
  assert.equal(await other.page.locator("#setting-returns").inputValue(), "ignore");
});

test("settings can be saved and loaded", async (t) => {
  const { page } = await opened(t);
  await page.locator("#sample").click();
  await page.locator("#summary").waitFor();
  await page.locator("#setting-period").selectOption("quarter");
  await answered(page);
  await page.locator(".more > summary").click();
  const file = await saved(page, () => page.locator("#save-recipe").click());
  assert.equal(JSON.parse(file.bytes).period, "quarter");
  await page.locator("#reset-settings").click();
  await answered(page);
  assert.equal(await page.locator("#setting-period").inputValue(), "month");
  await page.locator("#load-recipe").setInputFiles({ name: file.name, mimeType: "application/json", buffer: file.bytes });
  await page.waitForFunction(() => document.querySelector("#setting-period").value === "quarter");
  await page.locator("#load-recipe").setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("[1]") });
  await page.locator("#problem", { hasText: "not a file of settings" }).waitFor();
});

test("a link that cannot be read is said, and the page works", async (t) => {
  const { page } = await opened(t, { fragment: "#recipe=%7Bbroken" });
  await page.locator("#problem", { hasText: "cannot be read" }).waitFor();
  await load(page, sample);
});

test("every chart is reachable by keyboard and speaks its values", async (t) => {
  const { page, errors } = await opened(t);
  await page.locator("#sample").click();
  await page.locator("#summary").waitFor();
  await page.locator("figure[data-chart=backtest]").waitFor();
  const charts = await page.locator("figure.chart").evaluateAll((all) => all.map((one) => one.dataset.chart));
  assert.ok(charts.length >= 14, `${charts}`);
  const reached = new Set();
  await page.locator("#summary").click();
  for (let presses = 0; presses < 400 && reached.size < charts.length; presses += 1) {
    await page.keyboard.press("Tab");
    const chart = await page.evaluate(() => {
      const active = document.activeElement;
      return active?.tagName === "CANVAS" ? active.closest("figure").dataset.chart : null;
    });
    if (!chart || reached.has(chart)) continue;
    reached.add(chart);
    const spoken = page.locator(`figure[data-chart=${chart}] [aria-live]`);
    await page.keyboard.press("ArrowRight");
    const first = await spoken.innerText();
    assert.match(first, /\d/, `${chart} says nothing`);
    await page.keyboard.press("End");
    assert.notEqual(await spoken.innerText(), first, chart);
    await page.keyboard.press("Escape");
    assert.equal(await spoken.innerText(), "", chart);
  }
  assert.deepEqual(charts.filter((chart) => !reached.has(chart)), []);
  assert.deepEqual(errors, []);
});

test("charts answer to the cursor and can be saved as PNG, SVG and CSV", async (t) => {
  const { page } = await opened(t);
  await page.locator("#sample").click();
  await page.locator("#summary").waitFor();
  const chart = page.locator("figure[data-chart=order-number]");
  const canvas = chart.locator("canvas");
  await canvas.scrollIntoViewIfNeeded();
  await canvas.hover({ position: { x: 300, y: 200 } });
  await chart.locator(".tooltip", { hasText: "first purchase" }).waitFor();
  const save = (name) => saved(page, () => chart.getByRole("button", { name, exact: true }).click());
  const png = await save("PNG");
  assert.equal(png.bytes.subarray(1, 4).toString(), "PNG");
  assert.ok(png.bytes.length > 10_000);
  const svg = (await save("SVG")).bytes.toString();
  assert.match(svg, /^<svg[\s\S]*<text[\s\S]*<\/svg>/);
  const csv = (await save("CSV")).bytes.toString().split("\r\n");
  assert.match(csv[0], /^period,first purchase,second/);
  assert.equal(csv.length, 1 + 36 + 1);
  await chart.getByRole("button", { name: "Table", exact: true }).click();
  assert.equal(await chart.locator("tbody tr").count(), 36);
});

test("a whole session makes no request after sealing", async (t) => {
  const { page, server, sent, errors } = await opened(t);
  const [atServer, inBrowser] = [server.requests.length, sent().length];
  await load(page, sample);
  await page.locator("#setting-period").selectOption("quarter");
  await answered(page);
  await page.locator("figure[data-chart=cohorts]").getByRole("button", { name: "PNG" }).click();
  await page.locator("#to-segments").click();
  await saved(page, () => page.locator("[data-segment=lapsed] button.primary").click());
  await page.locator("#to-import").click();
  await page.locator("#account").waitFor();
  await page.locator("#to-start").click();
  await page.locator("#sample").click();
  await page.locator("#summary").waitFor();
  await settle(page);
  assert.deepEqual(server.requests.slice(atServer), []);
  assert.deepEqual(sent().slice(inBrowser), []);
  assert.deepEqual(errors, []);
});

const BAD = {
  "an empty file": ["", /empty/],
  "a PDF": ["%PDF-1.7 something", /PDF/],
  "noise": [Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * 7919) % 256)), /not a table/],
  "no dates": ["Email,Amount\na@x.dk,1\nb@x.dk,2\n", null],
  "one row per customer": [
    `Email,Orders count,Last order,Total spent\n${Array.from({ length: 30 }, (_, at) => `c${at}@x.dk,${at + 1},2024-01-${String(1 + (at % 28)).padStart(2, "0")},${at * 10}.50`).join("\n")}\n`,
    /one row per customer/,
  ],
};

for (const [what, [content, sentence]] of Object.entries(BAD)) {
  test(`${what} ends in a sentence, and what was loaded stays`, async (t) => {
    const { page, errors } = await opened(t);
    await page.locator("#sample").click();
    await page.locator("#summary").waitFor();
    const customers = await figure(page, "customers");
    await page.locator("#to-start").click();
    await page.locator("#file-input").setInputFiles({ name: "orders.csv", mimeType: "text/csv", buffer: Buffer.from(content) });
    await page.locator("#problem, #import").first().waitFor();
    if (sentence === null) {
      await page.locator(".ask", { hasText: "Which column" }).waitFor();
      await page.locator("#cancel-review").click();
    } else {
      if (await page.locator("#import").count()) await page.locator("#import").click();
      await page.locator("#problem").waitFor();
      assert.match(await page.locator("#problem").innerText(), sentence);
    }
    await page.locator("#to-answers").click();
    assert.equal(await figure(page, "customers"), customers);
    await page.locator("#to-start").click();
    await load(page, sample);
    assert.deepEqual(errors, []);
  });
}

test("a worker that dies under an import costs only that import", async (t) => {
  const { page, errors } = await opened(t);
  await page.locator("#sample").click();
  await page.locator("#summary").waitFor();
  const customers = await figure(page, "customers");
  await page.locator("#to-start").click();
  await page.locator("#file-input").setInputFiles(sample);
  await page.locator("#import:not([disabled])").waitFor();
  // the last worker is the one that reads the new file
  await page.workers().at(-1).evaluate(() => void setTimeout(() => self.close())).catch(() => {});
  await page.locator("#import").click({ timeout: 2_000 }).catch(() => {});
  await page.locator("#problem", { hasText: "stopped unexpectedly" }).waitFor();
  await page.locator("#to-answers").click();
  assert.equal(await figure(page, "customers"), customers);
  await page.locator("#to-start").click();
  await load(page, sample);
  assert.deepEqual(errors, []);
});

test("pasted cells are a file like any other", async (t) => {
  const { page } = await opened(t);
  await page.locator("#show-paste").click();
  const rows = ["Ordrenr.\tDato\tE-mail\tBeløb", "1\t29.03.2024\ta@x.dk\t1.234,50", "2\t30.04.2024\ta@x.dk\t10,00"];
  await page.locator("#paste").fill(rows.join("\n"));
  await page.locator("#recognised", { hasText: "Beløb" }).waitFor();
  await page.locator("#import").click();
  await page.locator("#summary").waitFor();
  assert.equal(await figure(page, "customers"), 1);
  assert.equal(await figure(page, "purchases"), 2);
});

test("a column can be corrected on the review page", async (t) => {
  const { page } = await opened(t);
  const csv = "Ref,When,Who,Beløb,Rabat\nA1,2024-01-02,17,100,5\nA2,2024-02-03,17,200,6\nA3,2024-02-05,18,50,7\n";
  await page.locator("#file-input").setInputFiles({ name: "x.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.locator(".ask, #import:not([disabled])").first().waitFor();
  const column = (name) => page.getByLabel(`What is the column ${name}`);
  await column("When").selectOption("date");
  await page.locator("#recognised li", { hasText: "When" }).waitFor();
  await column("Who").selectOption("customer");
  await page.locator("#recognised li", { hasText: "your choice" }).nth(1).waitFor();
  await page.locator("#import:not([disabled])").click();
  await page.locator("#summary").waitFor();
  assert.equal(await figure(page, "customers"), 2);
});
