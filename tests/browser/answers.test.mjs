// What comes out of the page: files equal to the command line's, links, recipes, charts for hands, eyes and ears.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { analyze, launch, saved, settle } from "./harness.mjs";
import { commandLine, figures, fileOf, importFile, needs, opened, sample, smallFile, UCI_CSV } from "./session.mjs";

const NEEDS_UCI = await needs(UCI_CSV);

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const saveSegment = (page, id, button) =>
  saved(page, () => page.locator(`[data-segment=${id}]`).getByRole("button", { name: button, exact: true }).click());

async function sameSegments(t, path, ids) {
  const { page } = await opened(t, browser);
  await importFile(page, path);
  await figures(page);
  await page.locator("#to-segments").click();
  for (const id of ids) {
    for (const [button, ending] of [["Save as csv", ".csv"], ["csv for Excel", "-excel.csv"], ["Excel", ".xlsx"]]) {
      const { name, bytes } = await saveSegment(page, id, button);
      const expected = await commandLine(["analyze", path, "--segment", id], `x${ending}`);
      assert.ok(bytes.equals(expected.bytes), `${name} is not the command line's`);
      assert.ok(bytes.length > 100, `${name} holds next to nothing`);
    }
  }
}

test("the sample's segment files are the command line's, byte for byte", async (t) => {
  const { path } = await commandLine(["sample"], "sample.csv");
  await sameSegments(t, path, ["second_purchase_due", "at_risk", "best"]);
});

test("UCI's segment files are the command line's, byte for byte", NEEDS_UCI, async (t) => {
  await sameSegments(t, UCI_CSV, ["hot_opportunity", "lapsed"]);
});

test("all tables are saved as the command line writes them", async (t) => {
  const { path } = await commandLine(["sample"], "sample.csv");
  const { page } = await opened(t, browser);
  await importFile(page, path);
  await figures(page);
  // models are in it too
  await page.locator("figure[data-chart=backtest]").waitFor();
  for (const [button, ending, start] of [["Save all tables (Excel)", ".xlsx", "xlsx"], ["csv files", ".zip", "zip"], ["csv files for Excel", "-excel.zip", "zip"]]) {
    const { name, bytes } = await saved(page, () =>
      page.locator("#all-tables").getByRole("button", { name: button, exact: true }).click(),
    );
    assert.match(name, new RegExp(`^stamkunde_answers_.*_\\d+-tables\\.${start}$`));
    const out = join(dirname(path), `all${ending}`);
    await promisify(execFile)(process.env.STAMKUNDE_CLI, ["analyze", path, "--tables", out]);
    assert.ok(bytes.equals(await readFile(out)), `${name} is not the command line's`);
    assert.ok(20_000 < bytes.length, `${name} holds next to nothing`);
  }
});

test("a link's settings are used: UCI without returns", NEEDS_UCI, async (t) => {
  const fragment = `#recipe=${encodeURIComponent(JSON.stringify({ returns: "ignore" }))}`;
  const { page } = await opened(t, browser, { fragment });
  await importFile(page, UCI_CSV);
  const shown = await figures(page);
  const { summary } = await analyze(UCI_CSV, "--recipe", await fileOf("recipe.json", '{"returns":"ignore"}'));
  assert.equal(summary.net_revenue, 8911407.904);
  assert.equal(shown.customers, summary.customers);
  assert.equal(shown.purchases, summary.purchases);
  assert.equal(shown["net revenue"], Math.round(summary.net_revenue));
  assert.equal(await page.locator("#setting-returns").inputValue(), "ignore");
});

test("a link made here opens to the same settings and holds nothing of the file", async (t) => {
  const { page, server } = await opened(t, browser);
  const words = ["Hemmelig kunde", "Bestilt den", "Vare zz"];
  const rows = Array.from({ length: 40 }, (_, row) => `zz${row % 9}@example.com;2024-${10 + (row % 3)}-1${row % 9};Zzvare ${row % 3};${row + 1}`);
  const path = await fileOf("zzfil.csv", [[...words, "Beløb"].join(";"), ...rows, ""].join("\n"));
  await page.locator("#file-input").setInputFiles(path);
  await page.locator("#import").waitFor();
  // Decided by hand, so that the recipe holds a column's name.
  for (const [word, role] of [[words[2], "product"], [words[0], "email"], [words[1], "date"]]) {
    await page.getByLabel(`What is the column ${word}`).selectOption(role);
    await settle(page);
  }
  await page.locator("#import:enabled").click();
  await figures(page);
  await page.locator("#setting-period").selectOption("quarter");
  await page.locator(".settings[aria-busy=false]").waitFor();
  await page.locator(".more > summary").click();
  await page.locator("#setting-same-day").selectOption("merge");
  await page.locator(".settings[aria-busy=false]").waitFor();
  await page.locator("#share-recipe").click();
  const link = await page.locator("#recipe-link").inputValue();
  const plain = decodeURIComponent(link);
  for (const word of [...words, "zz", "Beløb"]) assert.ok(!plain.includes(word), `${plain} holds ${word}`);
  assert.ok(link.startsWith(`${server.address}#recipe=`), link);
  const other = await opened(t, browser, { fragment: link.slice(link.indexOf("#")) });
  await sample(other.page);
  assert.equal(await other.page.locator("#setting-period").inputValue(), "quarter");
  assert.equal(await other.page.locator("#setting-same-day").inputValue(), "merge");
});

test("saved settings can be loaded again", async (t) => {
  const { page } = await opened(t, browser);
  await sample(page);
  await page.locator("#setting-returns").selectOption("ignore");
  await page.locator(".settings[aria-busy=false]").waitFor();
  const changed = await figures(page);
  await page.locator(".more > summary").click();
  const { name, bytes } = await saved(page, () => page.locator("#save-recipe").click());
  assert.equal(JSON.parse(bytes).returns, "ignore");
  const other = await opened(t, browser);
  await other.page.locator("#load-recipe").setInputFiles(await fileOf(name, bytes));
  await settle(other.page);
  assert.deepEqual(await sample(other.page), changed);
  await other.page.locator("#load-recipe").setInputFiles(await fileOf("no.json", "[1,"));
  await other.page.locator("#problem", { hasText: "not a file of settings" }).waitFor();
});

test("settings change the answers", async (t) => {
  const { page } = await opened(t, browser);
  const before = await sample(page);
  const text = () => page.locator(".answers").innerText();
  const settings = [
    ["#setting-returns", (control) => control.selectOption("ignore"), async () => (await figures(page))["net revenue"] > before["net revenue"]],
    ["#setting-period", (control) => control.selectOption("year"), async () => !(await text()).includes("months after")],
    ["#setting-as-of", (control) => control.fill("2023-06-30"), async () => (await figures(page)).purchases < before.purchases],
  ];
  for (const [id, act, holds] of settings) {
    const earlier = await text();
    await act(page.locator(id));
    await page.locator(id).blur();
    await page.waitForFunction((earlier) => document.querySelector(".answers").innerText !== earlier, earlier);
    await page.locator(".settings[aria-busy=false]").waitFor();
    assert.ok(await holds(), `${id} changed nothing that it should`);
  }
});

test("every chart is read by keyboard", async (t) => {
  const { page } = await opened(t, browser);
  await sample(page);
  const charts = await page.locator("figure[data-chart]").evaluateAll((all) => all.map((one) => one.dataset.chart));
  assert.ok(charts.length >= 8, `${charts.length} charts`);
  const read = new Set();
  await page.locator("#summary").click();
  for (let step = 0; step < 1_500 && charts.some((chart) => !read.has(chart)); step += 1) {
    await page.keyboard.press("Tab");
    const chart = await page.evaluate(() =>
      document.activeElement.matches("canvas") ? document.activeElement.closest("figure").dataset.chart : null);
    if (!chart) continue;
    const said = page.locator(`figure[data-chart="${chart}"] [aria-live]`);
    assert.equal((await said.innerText()).trim(), "");
    await page.keyboard.press("ArrowRight");
    assert.match(await said.innerText(), /.+: .*\d/, `${chart} says nothing`);
    await page.keyboard.press("Escape");
    assert.equal((await said.innerText()).trim(), "", `${chart} goes on talking`);
    read.add(chart);
  }
  assert.deepEqual(charts.filter((chart) => !read.has(chart)), [], "cannot be reached with Tab");
});

test("every chart is saved as PNG, SVG and CSV", async (t) => {
  const { page } = await opened(t, browser);
  await sample(page);
  const figures = page.locator("figure[data-chart]");
  for (let at = 0; at < await figures.count(); at += 1) {
    const save = async (kind) => {
      // Chromium drops what goes beyond ten downloads in a second.
      await page.waitForTimeout(120);
      return saved(page, () => figures.nth(at).getByRole("button", { name: kind, exact: true }).click());
    };
    const [png, svg, csv] = [await save("PNG"), await save("SVG"), await save("CSV")];
    assert.match(png.name, /\.png$/);
    assert.equal(png.bytes.subarray(1, 4).toString(), "PNG");
    assert.ok(png.bytes.length > 2_000, `${png.name} is empty`);
    assert.match(String(svg.bytes), /^(<\?xml[^>]*>\s*)?<svg[^]*<\/svg>\s*$/);
    assert.ok(String(svg.bytes).split("<text").length > 3, `${svg.name} has no words`);
    assert.match(csv.name, /\.csv$/);
    assert.ok(String(csv.bytes).trim().split(/\r?\n/).length > 1, `${csv.name} has no rows`);
  }
});

test("a whole session makes no request", async (t) => {
  const { page, server, sent, errors } = await opened(t, browser);
  await page.locator("#worker-state", { hasText: "Ready" }).waitFor();
  const [atServer, inBrowser] = [server.requests.length, sent().length];
  await importFile(page, await smallFile());
  await figures(page);
  const figure = page.locator("figure[data-chart]").first();
  await figure.locator("canvas").hover();
  for (const kind of ["PNG", "SVG", "CSV"]) {
    const { bytes } = await saved(page, () => figure.getByRole("button", { name: kind, exact: true }).click());
    assert.ok(bytes.length > 0);
  }
  await page.locator("#to-report").first().click();
  await page.locator("#account").waitFor();
  await page.locator("#to-segments").click();
  const segments = page.locator("[data-segment] button.primary:enabled");
  await segments.first().waitFor();
  await saved(page, () => segments.first().click());
  await settle(page);
  assert.deepEqual(server.requests.slice(atServer), []);
  assert.deepEqual(sent().slice(inBrowser), []);
  assert.deepEqual(errors, []);
});
