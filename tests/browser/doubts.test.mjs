// Doubts, the review's sentence, and customers left out: what an option says is what it does, what was decided stays
// decided for the next file, and all of it can be undone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analyze, launch, violations } from "./harness.mjs";
import { dropAlone, figures, fileOf, importFile, opened, sample } from "./session.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const day = (year, row) => `${year}-${String(1 + (row % 6)).padStart(2, "0")}-${String(1 + ((row * 5) % 28)).padStart(2, "0")}`;

/** A till: every fourth receipt is everybody's. */
function till(year, name) {
  const rows = Array.from({ length: 60 }, (_, row) => {
    const who = row % 4 === 0 ? "Kontantkunde" : `Kunde ${row % 9}`;
    return `${year}${100 + row};${day(year, row)};${who};Te;${20 + row},50`;
  });
  return fileOf(name, ["Bonnr;Dato;Kunde;Varetekst;Beløb", ...rows, ""].join("\n"));
}

/** Amounts in cents, as the heading says. */
function cents(name = "cents.csv") {
  const rows = Array.from({ length: 60 }, (_, row) => `${1000 + row},${day(2024, row)},c${row % 17}@example.com,${1000 + row * 10}`);
  return fileOf(name, ["order_id,created_at,email,amount_cents", ...rows, ""].join("\n"));
}

const quiet = (page) => page.locator(".settings[aria-busy=false]").waitFor();
const digits = (text) => Number(text.replace(/[^\d.]/g, ""));

/** What an option says that it would do. */
async function effect(page, doubt, option) {
  const choice = page.locator(`.doubts-list ol [data-doubt^="${doubt}"] .choice`, { has: page.locator(`[data-option=${option}]`) });
  await choice.locator("[data-effect=known]").waitFor();
  const [customers, purchases, revenue] = await choice.locator(".effect > *").allInnerTexts();
  return { customers: digits(customers), purchases: digits(purchases), revenue: digits(revenue) };
}

const decide = async (page, doubt, option) => {
  await page.locator(`.doubts-list ol [data-doubt^="${doubt}"] [data-option=${option}]`).click();
  await page.locator(`#decided-doubts [data-doubt^="${doubt}"]`).waitFor({ state: "attached" });
  await quiet(page);
};

async function unfold(page) {
  if (!(await page.locator("#decided-doubts").evaluate((one) => one.open))) await page.locator("#decided-doubts summary").click();
}

function does(shown, said) {
  assert.equal(shown.customers, said.customers);
  assert.equal(shown.purchases, said.purchases);
  assert.ok(Math.abs(Math.round(said.revenue) - shown["net revenue"]) <= 1 || String(shown["net revenue"]).startsWith(String(Math.round(said.revenue))), `${shown["net revenue"]} is not ${said.revenue}`);
}

test("a till's customer is doubted, left out as its option said, stays out next month, and comes back by undo", async (t) => {
  const { page, errors } = await opened(t, browser);
  await importFile(page, await till(2024, "april.csv"));
  const all = await figures(page);
  assert.match(await page.locator("#doubts-line").innerText(), /Kontantkunde/);
  await page.locator("#doubts-line").click();
  const said = await effect(page, "collective_customer", "leave_out");
  assert.equal(said.customers, all.customers - 1);
  await decide(page, "collective_customer", "leave_out");
  does(await figures(page), said);
  assert.match(await page.locator("#left-out").innerText(), /^1 customer left out/);

  const next = await till(2025, "may.csv");
  await dropAlone(page, next);
  await page.locator("#notice").waitFor();
  const recipe = await fileOf("recipe.json", JSON.stringify({ excluded_customers: ["Kontantkunde"] }));
  const { summary } = await analyze(next, "--recipe", recipe);
  const shown = await figures(page);
  assert.equal(shown.customers, summary.customers);
  assert.equal(shown.purchases, summary.purchases);
  assert.match(await page.locator("#doubts-line").innerText(), /^1 thing was decided/);

  await page.locator("#doubts-line").click();
  await unfold(page);
  await page.locator("#decided-doubts button", { hasText: "Undo" }).click();
  await page.locator("#doubts-line", { hasText: "Kontantkunde" }).waitFor();
  await quiet(page);
  assert.equal((await figures(page)).customers, summary.customers + 1);
  assert.equal(await page.locator("#left-out").count(), 0);
  assert.deepEqual(errors, []);
});

test("hundredths are doubted, and the other reading gives what its option said", async (t) => {
  const { page, errors } = await opened(t, browser);
  await importFile(page, await cents());
  const first = await figures(page);
  await page.locator("#doubts-line").click();
  const said = await effect(page, "hundredths", "keep");
  await decide(page, "hundredths", "keep");
  const kept = await figures(page);
  does(kept, said);
  await page.locator("#to-import").click();
  await unfold(page);
  await page.locator("#decided-doubts button", { hasText: "Undo" }).click();
  await page.locator(".doubts-list ol [data-doubt=hundredths]").waitFor();
  await page.locator("#to-answers").click();
  assert.deepEqual(await figures(page), first);
  assert.deepEqual(errors, []);
});

test("the review says what it understood, and a column corrected by one touch changes the sentence", async (t) => {
  const { page, errors } = await opened(t, browser);
  const rows = Array.from({ length: 40 }, (_, row) => `${1000 + row},${day(2024, row)},c${row % 11}@example.com,${10 + row}.50,${2 + (row % 3)}.25`);
  const path = await fileOf("orders.csv", ["Order ID,Order date,Email,Line total,Points", ...rows, ""].join("\n"));
  await dropAlone(page, path);
  const sentence = page.locator("#understood[aria-busy=false]");
  await sentence.waitFor();
  assert.match(await sentence.innerText(), /^40 order lines of 11 customers, .*2024 to .*2024, .*1,200\.00$/);
  await page.locator("th[data-column=Points] select").selectOption("amount");
  await page.locator("#difference", { hasText: /revenue .*instead of .*1,200\.00/ }).waitFor();
  await sentence.waitFor();
  const corrected = await sentence.innerText();
  assert.doesNotMatch(corrected, /1,200\.00/);
  await page.locator("#import").click();
  const shown = await figures(page);
  const { summary } = await analyze(path, "--recipe", await fileOf("recipe.json", JSON.stringify({ columns: { amount: "Points" } })));
  assert.equal(shown.customers, summary.customers);
  assert.ok(corrected.includes(summary.net_revenue.toFixed(2)), corrected);
  assert.deepEqual(errors, []);
});

test("the answers to a question show what each makes of the whole file", async (t) => {
  const { page } = await opened(t, browser);
  const rows = Array.from({ length: 30 }, (_, row) => `${1 + row},0${1 + (row % 9)}/0${1 + ((row * 2) % 9)}/2024,c${row % 7}@example.com,${10 + row}.50`);
  await dropAlone(page, await fileOf("days.csv", ["Order ID,Order date,Email,Total", ...rows, ""].join("\n")));
  await page.locator("#question").waitFor();
  const known = page.locator("#question .choice [data-effect=known]");
  await known.nth(1).waitFor();
  for (const text of await known.allInnerTexts()) assert.match(text, /7 customers/);
  await page.locator("#question .choice button").first().click();
  await page.locator("#understood[aria-busy=false]", { hasText: "30 order lines of 7 customers" }).waitFor();
});

test("a file of cancelled orders is asked about, and counted by one touch", async (t) => {
  const { page } = await opened(t, browser);
  const rows = Array.from({ length: 30 }, (_, row) => `${1 + row},${day(2024, row)},c${row % 7}@example.com,${10 + row}.50,cancelled`);
  await dropAlone(page, await fileOf("cancelled.csv", ["Order ID,Order date,Email,Total,Status", ...rows, ""].join("\n")));
  const choice = page.locator("#question .choice", { has: page.locator("button", { hasText: "cancelled" }) });
  await choice.locator("[data-effect=known]", { hasText: "7 customers" }).waitFor();
  await choice.locator("button").click();
  await page.locator("#understood[aria-busy=false]", { hasText: "30 order lines of 7 customers" }).waitFor();
  await page.locator("#import").click();
  assert.equal((await figures(page)).customers, 7);
});

test("a problem offers the way out as a choice", async (t) => {
  const { page } = await opened(t, browser);
  const rows = Array.from({ length: 30 }, (_, row) => `${1 + row},${day(2024, row)},c${row % 7}@example.com,${10 + row}.50,thanks for number ${row}`);
  await dropAlone(page, await fileOf("notes.csv", ["Order ID,Order date,Email,Total,Note", ...rows, ""].join("\n")));
  await page.locator("th[data-column=Note] select").selectOption("date");
  await page.locator("#understood", { hasText: "Nothing can be counted" }).waitFor();
  await page.locator("#import").click();
  await page.locator("[data-remedy=date]").selectOption("Order date");
  await page.locator("#understood[aria-busy=false]", { hasText: "30 order lines of 7 customers" }).waitFor();
  assert.equal(await page.locator("#problem").count(), 0);
  await page.locator("#import").click();
  assert.equal((await figures(page)).customers, 7);
});

test("a customer is left out from the drawer and comes back", async (t) => {
  const { page, errors } = await opened(t, browser);
  const all = await sample(page);
  await page.locator("figure[data-chart=stages] canvas").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.locator(".people button.who").first().click();
  await page.locator("#leave-out-customer:enabled").click();
  await page.locator("#is-left-out").waitFor();
  await page.locator("#left-out").waitFor();
  await quiet(page);
  assert.equal((await figures(page)).customers, all.customers - 1);
  await page.locator("#let-back-in").click();
  await page.locator("#left-out").waitFor({ state: "detached" });
  await page.locator("#leave-out-customer").waitFor();
  await quiet(page);
  assert.deepEqual(await figures(page), all);
  await page.keyboard.press("Escape");
  // a list, pasted
  await page.locator(".more > summary").click();
  await page.locator("#leave-out-customers").click();
  await page.locator("#left-out-text").fill("nobody@example.com\nsomebody@example.com");
  await page.locator("#left-out-add").click();
  await page.locator("#left-out", { hasText: "2 customers left out" }).waitFor();
  await page.locator("#let-all-in").click();
  await page.locator("#left-out").waitFor({ state: "detached" });
  await quiet(page);
  assert.deepEqual(await figures(page), all);
  assert.deepEqual(errors, []);
});

for (const colorScheme of ["light", "dark"]) {
  test(`doubts and review have no violations and fit a phone, ${colorScheme}`, async (t) => {
    const { page } = await opened(t, browser, { colorScheme, viewport: { width: 360, height: 800 } });
    const fits = async (what) => {
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0, `${what}: ${overflow} px too wide`);
      assert.deepEqual(await violations(page), [], what);
    };
    await dropAlone(page, await till(2024, "april.csv"));
    await page.locator("#understood[aria-busy=false]").waitFor();
    await fits("the review");
    await page.locator("#import").click();
    await figures(page);
    await page.locator("#doubts-line").click();
    await page.locator("[data-effect=known]").first().waitFor();
    await fits("the doubts");
    await page.locator("#to-import").click();
    await page.locator(".doubts-list [data-effect=known]").first().waitFor();
    await fits("the report");
  });
}
