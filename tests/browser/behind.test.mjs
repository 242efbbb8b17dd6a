// Filters, comparison, the time machine, and who stands behind a figure: each against the command line.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analyze, launch, saved, settle, violations } from "./harness.mjs";
import { commandLine, figures, fileOf, opened, sample } from "./session.mjs";

let browser;
let shop;
before(async () => {
  browser = await launch();
  shop = (await commandLine(["sample"], "sample.csv")).path;
});
after(() => browser.close());

const quiet = (page) => page.locator(".settings[aria-busy=false]").waitFor();

/** The command line's answers for a recipe. */
const answersOf = async (recipe, ...more) =>
  analyze(shop, "--recipe", await fileOf("recipe.json", JSON.stringify(recipe)), ...more);

/** Adds a filter on a named value. */
async function filter(page, kind, name, button) {
  await page.locator("#add-filter").click();
  await page.locator(`[data-kind=${kind}]`).click();
  await page.locator(".filter-values label", { hasText: name }).first().click();
  await page.locator(button).click();
  await page.locator(`[data-filter=${kind}]`).waitFor();
  await quiet(page);
}

function same(shown, { summary }) {
  assert.equal(shown.customers, summary.customers);
  assert.equal(shown.purchases, summary.purchases);
  assert.equal(shown["net revenue"], Math.round(summary.net_revenue));
}

/** Opens who is behind a place of a chart, in parts of its width and height. */
async function behind(page, chart, x, y) {
  const canvas = page.locator(`figure[data-chart=${chart}] canvas`);
  await canvas.scrollIntoViewIfNeeded();
  const { width, height } = await canvas.boundingBox();
  await canvas.click({ position: { x: width * x, y: height * y } });
  await page.locator("#behind-total").waitFor();
}

const total = async (page) => Number((await page.locator("#behind-total").innerText()).replace(/\D/g, ""));

test("a filter gives what the command line gives, turned around too, and goes away again", async (t) => {
  const { page, errors } = await opened(t, browser);
  const all = await sample(page);
  await filter(page, "country", "Denmark", "#filter-only");
  same(await figures(page), await answersOf({ filters: [{ on: { country: ["Denmark"] } }] }));
  await page.locator("[data-filter=country] .link").click();
  await page.locator("[data-filter=country] .link", { hasText: "without" }).waitFor();
  await quiet(page);
  same(await figures(page), await answersOf({ filters: [{ mode: "exclude", on: { country: ["Denmark"] } }] }));
  await filter(page, "stage", "Regular", "#filter-only");
  const both = [{ mode: "exclude", on: { country: ["Denmark"] } }, { on: { stage: "regular" } }];
  same(await figures(page), await answersOf({ filters: both }));
  for (const kind of ["country", "stage"]) {
    await page.locator(`[data-filter=${kind}] button[aria-label^=Remove]`).click();
    await page.locator(`[data-filter=${kind}]`).waitFor({ state: "detached" });
    await quiet(page);
  }
  assert.deepEqual(await figures(page), all);
  assert.deepEqual(errors, []);
});

test("products are found by a part of their name, and dates make a filter", async (t) => {
  const { page } = await opened(t, browser);
  await sample(page);
  await page.locator("#add-filter").click();
  await page.locator("[data-kind=product]").click();
  await page.locator("#filter-search").fill("MATCHA");
  await page.locator(".filter-values label", { hasText: "Matcha" }).waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll(".filter-values label")].every((one) => /matcha/i.test(one.innerText)));
  await page.locator("[data-kind=date_range]").click();
  assert.ok(await page.locator("#filter-only").isDisabled());
  await page.locator("#filter-from").fill("2024-01-01");
  await page.locator("#filter-to").fill("2023-01-01");
  assert.ok(await page.locator("#filter-only").isDisabled(), "a range that ends before it begins");
  await page.locator("#filter-to").fill("2024-06-30");
  await page.locator("#filter-only").click();
  await page.locator("[data-filter=date_range]").waitFor();
  await quiet(page);
  same(await figures(page), await answersOf({ filters: [{ on: { date_range: { from: "2024-01-01", to: "2024-06-30" } } }] }));
});

test("the customers behind a column are the command line's, are saved whole, and open to their rows", async (t) => {
  const { page, errors } = await opened(t, browser);
  await sample(page);
  await behind(page, "new-customers", 0.5, 0.6);
  const month = (await page.locator("#drawer h2").innerText()).replace("New in ", "");
  const label = new Date(`${month} 1 UTC`).toISOString().slice(0, 7);
  const { new_customers } = await analyze(shop);
  const expected = new_customers.periods.find(({ period }) => period === label);
  assert.equal(await total(page), expected.new_customers);
  const { bytes, name } = await saved(page, () => page.locator("#save-behind").click());
  assert.equal(String(bytes).trim().split("\r\n").length, expected.new_customers + 1, name);
  const have = await page.locator(".people tbody tr").count();
  await page.locator("#more-behind").click();
  await page.waitForFunction((have) => document.querySelectorAll(".people tbody tr").length > have, have);
  await page.locator(".people button.who").first().click();
  await page.locator(".order").first().waitFor();
  const orders = await page.locator(".order h3").allInnerTexts();
  assert.ok(orders.some((text) => text.startsWith("Purchase 1 ")), orders.join());
  assert.match(await page.locator(".order th").last().innerText(), /row/);
  await page.locator("#back-to-list").click();
  await page.locator(".drawer-choices .tab", { hasText: "Bought in" }).click();
  await page.waitForFunction((before) => document.querySelector("#behind-total")?.innerText.replace(/\D/g, "") !== String(before), expected.new_customers);
  assert.ok((await total(page)) > expected.new_customers);
  await page.keyboard.press("Escape");
  await page.locator("#drawer").waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
});

test("the keyboard opens the customers behind a mark, and a list becomes a filter", async (t) => {
  const { page } = await opened(t, browser);
  await sample(page);
  await page.locator("figure[data-chart=stages] canvas").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.locator("#behind-total").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.closest("#drawer") !== null), true, "the focus stays outside");
  const { stage } = await analyze(shop);
  assert.equal(await total(page), stage.stages[0].customers.count);
  await page.locator("#only-behind").click();
  await page.locator("[data-filter=stage]").waitFor();
  await quiet(page);
  same(await figures(page), await answersOf({ filters: [{ on: { stage: "hot_opportunity" } }] }));
});

test("every chart whose marks open has somebody behind its largest mark", async (t) => {
  const { page, errors } = await opened(t, browser);
  await sample(page);
  await page.locator("figure[data-chart=movement]").waitFor();
  const charts = await page.locator("figure.opens[data-chart]").evaluateAll((all) => all.filter((one) => !one.closest("[hidden]")).map((one) => one.dataset.chart));
  assert.ok(charts.length >= 14, charts.join());
  for (const chart of charts) {
    await page.locator(`figure[data-chart=${chart}] canvas`).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.locator("#behind-total").waitFor();
    assert.ok((await total(page)) > 0, `${chart}: nobody behind ${await page.locator("#drawer h2").innerText()}`);
    await page.locator("#close-drawer").click();
    await page.locator("#drawer").waitFor({ state: "detached" });
  }
  assert.deepEqual(errors, []);
});

test("the answers stand beside those of the whole shop and of a year earlier", async (t) => {
  const { page } = await opened(t, browser);
  const all = await sample(page);
  await filter(page, "country", "Sweden", "#filter-only");
  await page.locator("#compare-with").selectOption("whole");
  const row = page.locator("#comparison tbody tr").first();
  await row.waitFor();
  const cells = (await row.locator("td").allInnerTexts()).map((text) => Number(text.replace(/\D/g, "")));
  assert.deepEqual(cells.slice(1, 3), [(await figures(page)).customers, all.customers]);
  await page.locator("#compare-with").selectOption("year");
  await page.locator("#comparison h2", { hasText: "a year earlier" }).waitFor();
  await row.waitFor();
  const earlier = await answersOf({ as_of: "2024-06-18", filters: [{ on: { country: ["Sweden"] } }] });
  await page.waitForFunction((n) => document.querySelector("#comparison tbody tr td:nth-child(3)")?.innerText.replace(/\D/g, "") === String(n), earlier.summary.customers);
  await page.locator("#compare-with").selectOption("");
  await page.locator("#comparison").waitFor({ state: "detached" });
});

test("a step back in time is the day a month earlier, and who moved follows any day", async (t) => {
  const { page, errors } = await opened(t, browser);
  await sample(page);
  await page.locator("#as-of-back").click();
  await page.waitForFunction(() => document.querySelector("#setting-as-of").value === "2025-05-18");
  await quiet(page);
  same(await figures(page), await answersOf({ as_of: "2025-05-18" }));
  await page.locator("#as-of-forth").click();
  await page.waitForFunction(() => document.querySelector("#setting-as-of").value === "2025-06-18");
  await quiet(page);
  await page.locator(".later.old").first().waitFor({ state: "detached" });
  await page.locator("#movement-since").selectOption("day");
  await page.locator("#movement-day").fill("2024-12-31");
  await page.locator("#movement-day").blur();
  await page.locator("figure[data-chart=movement] .source", { hasText: "2024-12-31" }).waitFor();
  await page.locator("#movement-day").fill("1999-12-31");
  await page.locator("#movement-day").blur();
  await page.locator("#stages", { hasText: "Nobody had bought by that day" }).waitFor();
  assert.deepEqual(errors, []);
});

test("settings of one's own are used, and what cannot be used is said and changes nothing", async (t) => {
  const { page, errors } = await opened(t, browser);
  await sample(page);
  await page.locator(".more > summary").click();
  await page.locator("#setting-margin").selectOption("percent");
  await page.locator("#setting-margin-percent").waitFor();
  await quiet(page);
  const margin = (await figures(page)).margin;
  assert.equal(margin, Math.round((await answersOf({ margin: { percent: 40 } })).summary.margin));
  await page.locator("#setting-margin-percent").fill("a lot");
  await page.locator("#setting-margin-percent").blur();
  await page.locator(".wrong-text").waitFor();
  assert.equal((await figures(page)).margin, margin);
  await page.locator("#setting-spend-edges").fill("200 1 000;5000".replace("1 000", "1000"));
  await page.locator("#setting-spend-edges").blur();
  await quiet(page);
  await page.locator("#setting-compare-date").fill("2024-11-01");
  await page.locator("#setting-compare-date").blur();
  await page.locator("#order-number .source", { hasText: "before 2024-11-01" }).waitFor();
  assert.deepEqual(errors, []);
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 1280]) {
    test(`the answers have no violations, ${colorScheme}, ${width} px wide`, async (t) => {
      const { page } = await opened(t, browser, { colorScheme, viewport: { width, height: 800 } });
      await sample(page);
      await page.locator("figure[data-chart=movement]").waitFor();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0, `${overflow} px too wide`);
      // on a phone the settings are folded behind a line
      const fold = page.locator("#fold-settings");
      assert.equal(await fold.isVisible(), width < 600);
      if (width < 600) {
        assert.match(await fold.innerText(), /^As of .* by month/);
        await fold.click();
      }
      await page.locator(".more > summary").click();
      await page.locator("#setting-rfm-monetary").waitFor();
      const unfolded = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(unfolded <= 0, `${unfolded} px too wide with all settings`);
      await page.locator(".more > summary").click();
      await filter(page, "country", "Norway", "#filter-only");
      await page.locator("#compare-with").selectOption("whole");
      await page.locator("#comparison table").waitFor();
      await page.locator("#add-filter").click();
      await page.locator("[data-kind=product]").click();
      await page.locator(".filter-values label").first().waitFor();
      await settle(page);
      assert.deepEqual(await violations(page), []);
      await page.locator("#add-filter").click();
      await page.locator("figure[data-chart=stages] canvas").focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Enter");
      await page.locator("#behind-total").waitFor();
      assert.deepEqual(await violations(page), []);
    });
  }
}
