// The engine beside DuckDB-WASM on the same 1,000,000 lines, in one Chromium, by turns. `cargo xtask bench` calls it.
//
// DuckDB answers five of the questions as SQL on its loaded table; the engine gives all answers of the dashboard, made into
// the message that the page gets. Both run in workers; neither draws anything.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { CHROMIUM, HERE, ROUNDS, machine, median, serve, table, writeOrders, writePart } from "./common.mjs";

const LINES = Number(process.env.LINES ?? 1_000_000);
const CDNOW = join(HERE, "../../../shared/data/cdnow/CDNOW_sample.txt");

/** Purchases of a part of the orders, numbered per customer. */
const purchases = (where) => `CREATE OR REPLACE TEMP TABLE purchases AS
  SELECT *, row_number() OVER (PARTITION BY customer ORDER BY day, id) AS number, lag(day) OVER (PARTITION BY customer ORDER BY day, id) AS before
  FROM (SELECT "Email" AS customer, "Order ID" AS id, min("Order date") AS day, sum("Quantity" * "Unit price") AS value
        FROM orders WHERE ${where} GROUP BY ALL)`;

/** METRICS.md sections 9, 8, 10, 7 and 5, as far as one statement reaches. */
const questions = (where, last) => ({
  cohorts: `WITH began AS (SELECT customer, date_trunc('month', min(day)) AS cohort FROM purchases GROUP BY customer)
    SELECT cohort, date_diff('month', cohort, day) AS k, count(DISTINCT customer), count(*), sum(value)
    FROM purchases JOIN began USING (customer) GROUP BY ALL ORDER BY ALL`,
  "revenue by order number": `SELECT date_trunc('month', day) AS month, least(number, 4) AS n, count(*), sum(value) FROM purchases GROUP BY ALL ORDER BY ALL`,
  groups: `WITH spent AS (SELECT customer, sum(value) AS value, count(*) AS n FROM purchases WHERE day > DATE '${last}' - INTERVAL 12 MONTH GROUP BY customer),
    banded AS (SELECT *, ntile(5) OVER (ORDER BY value) AS band FROM spent)
    SELECT band, least(n, 5) AS n, count(*), sum(value) FROM banded GROUP BY ALL ORDER BY ALL`,
  "first product": `WITH first AS (SELECT DISTINCT p.customer, o."Product" AS product FROM purchases p JOIN orders o ON o."Email" = p.customer AND o."Order ID" = p.id WHERE p.number = 1 AND ${where}),
    own AS (SELECT customer, max(number) AS n, min(CASE WHEN number = 2 THEN date_diff('day', before, day) END) AS gap FROM purchases GROUP BY customer)
    SELECT product, count(*) AS customers, count(*) FILTER (n > 1), median(gap) FROM first JOIN own USING (customer) GROUP BY product ORDER BY customers DESC LIMIT 200`,
  gaps: `SELECT least(number - 1, 5) AS step, count(*), avg(date_diff('day', before, day)), quantile_cont(date_diff('day', before, day), [0.25, 0.5, 0.75, 0.9])[2]
    FROM purchases WHERE number > 1 GROUP BY ALL ORDER BY ALL`,
});

const filters = [
  ["a new country", `"Country" = 'Sweden'`, "2023-12-31", { filters: [{ on: { country: ["Sweden"] } }] }],
  ["another product excluded", `"Product" <> 'Product number 17'`, "2023-12-31", { filters: [{ mode: "exclude", on: { product: ["Product number 17"] } }] }],
  ["another range of days", `"Order date" >= DATE '2021-07-01'`, "2023-12-31", { filters: [{ on: { date_range: { from: "2021-07-01" } } }] }],
  ["a new as_of", `"Order date" <= DATE '2023-11-01'`, "2023-11-01", { as_of: "2023-11-01" }],
];

/** x, t_x and T in days of each customer of the CDNOW sample on 1997-09-30, purchase days merged. */
async function cdnow() {
  const text = await readFile(CDNOW, "utf8").catch(() => "");
  const day = (text) => Date.UTC(text.slice(0, 4), text.slice(4, 6) - 1, text.slice(6, 8)) / 86_400_000;
  const days = new Map();
  for (const line of text.split("\n")) {
    const [, customer, date] = line.trim().split(/\s+/);
    if (date && day(date) <= day("19970930")) days.set(customer, (days.get(customer) ?? new Set()).add(day(date)));
  }
  return [...days.values()].flatMap((days) => [days.size - 1, Math.max(...days) - Math.min(...days), day("19970930") - Math.min(...days)]);
}

/** x, t_x and T in days of customers who buy at rates of their own and leave after a purchase with chances of their own. */
function simulated(n) {
  let state = 20_261_125;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const exponential = (mean) => -Math.log(uniform()) * mean;
  const triples = [];
  for (let customer = 0; customer < n; customer += 1) {
    const end = 180 + Math.floor(uniform() * 550);
    const [rate, dropout] = [exponential(1 / 42), 1 - uniform() ** (1 / 2.5)];
    let [x, last] = [0, 0];
    for (let at = exponential(1 / rate); at <= end; at += exponential(1 / rate)) {
      [x, last] = [x + 1, at];
      if (uniform() < dropout) break;
    }
    triples.push(x, Math.ceil(last), end);
  }
  return triples;
}

const { server, address } = await serve();
const folder = await mkdtemp(join(os.tmpdir(), "stamkunde-bench-"));
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
const loads = [os.loadavg()[0]];
try {
  const csv = join(folder, "orders.csv");
  await writeOrders(csv, LINES);
  const open = async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${address}page.html`);
    await page.waitForFunction(() => globalThis.isLoaded);
    await page.locator("#file").setInputFiles(csv);
    return page;
  };
  const [own, other] = [await open(), await open()];
  const loaded = await own.evaluate(() => globalThis.openEngine());
  console.log(`engine loaded in ${(loaded.ms / 1000).toFixed(2)} s, ${(loaded.memory / 1e6).toFixed(0)} MB`);
  await other.evaluate(() => globalThis.openSql());
  const ask = (what, argument) => own.evaluate(([what, argument]) => globalThis.engine(what, argument), [what, argument]);
  const sql = (statements) => other.evaluate((statements) => globalThis.sql(statements), statements);

  const rows = [];
  const ms = (numbers) => `${median(numbers).toFixed(0)} ms`;
  for (const [name, where, last, recipe] of filters) {
    const [ours, theirs, parts] = [[], [], {}];
    for (let round = 0; round < ROUNDS; round += 1) {
      // whatever was asked before, so that nothing is there already
      await ask("answers", "{}");
      ours.push((await ask("answers", JSON.stringify(recipe))).ms);
      let sum = (await sql([purchases(where)])).ms;
      for (const [question, statement] of Object.entries(questions(where, last))) {
        const { ms } = await sql([statement]);
        (parts[question] ??= []).push(ms);
        sum += ms;
      }
      theirs.push(sum);
    }
    loads.push(os.loadavg()[0]);
    const ratio = median(ours) / median(theirs);
    console.log(`${name}: ours ${ours.map(Math.round)}, DuckDB-WASM ${theirs.map(Math.round)}`);
    rows.push([name, ms(ours), recipe.as_of ? "250 ms" : "150 ms", ms(theirs), ratio.toFixed(2)]);
    console.log(`  of which ${Object.entries(parts).map(([question, times]) => `${question} ${ms(times)}`).join(", ")}`);
  }

  const fits = [["BG/NBD", "100,000 simulated customers", simulated(100_000), "300 ms"], ["BG/NBD", "CDNOW, 2,357 customers", await cdnow(), "30 ms"]];
  const others = [];
  for (const [what, of, numbers, aim] of fits.filter(([, , numbers]) => numbers.length)) {
    const times = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { ms, result } = await own.evaluate((numbers) => globalThis.engine("bg_nbd", Uint32Array.from(numbers)), numbers);
      times.push(ms);
      console.log(`${what}, ${of}: ${ms.toFixed(0)} ms, ${result.map((value) => value.toPrecision(5))}`);
    }
    others.push([`${what}, ${of}`, ms(times), aim]);
  }
  const later = [];
  for (let round = 0; round < ROUNDS; round += 1) later.push((await ask("all", "{}")).ms);
  others.push(["everything: answers, four models, back-test, movement, next product", ms(later), ""]);
  loads.push(os.loadavg()[0]);

  const quiet = Math.max(...loads) < 1.8 ? "a quiet machine" : "a machine that was not quiet";
  const text = `${new Date().toISOString().slice(0, 10)}, ${machine(browser)}, ${quiet} (load ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}). ${LINES.toLocaleString("en")} lines, 100,000 customers, 5,000 products; median of ${ROUNDS}, by turns. DuckDB-WASM: cohorts, revenue by order number, groups, first product and gaps as SQL on its table. The engine: all answers of the dashboard, as the message to the page. \`cargo xtask bench engine\` runs it.

${table([["what", "engine", "aim", "DuckDB-WASM", "ratio (aim 0.33)"], ["---", "---:", "---:", "---:", "---:"], ...rows])}

${table([["what", "engine", "aim"], ["---", "---:", "---:"], ...others])}`;
  console.log(`\n${text}\n`);
  await writePart("## The engine in the browser", text);
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
}
