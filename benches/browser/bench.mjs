// Stamkunde beside SheetJS, Papa Parse and DuckDB-WASM, in one Chromium, by turns. `cargo xtask bench` calls it.
//
// Stamkunde is the real page: from the file chosen to the answers shown, all answers computed, with what it takes to
// look at the file and to show the review (whose button is clicked at once). The others read the file to rows.

import { access, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { CHROMIUM, HERE, ROUNDS, machine, median, serve, table, writeOrders, writePart } from "./common.mjs";

const UCI = join(HERE, "../../../shared/data/uci_online_retail/online_retail.xlsx");
const LINES = 1_000_000;
/** How the time grows with the lines is measured with these. */
const SERIES = (process.env.SERIES ?? "1,2,5").split(",").map((millions) => Number(millions) * 1_000_000);

/** The real page: milliseconds to the answers, to the rows read, the worker's memory, the longest time that the page was
 *  blocked, and how often it was told of progress while rows were read. */
async function stamkunde(browser, address, file) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${address}app/`);
    await page.locator("#sample:enabled").waitFor();
    await page.locator("#worker-state", { hasText: "Ready" }).waitFor();
    await page.evaluate(() => {
      const times = (globalThis.times = { blocked: 0, progress: [] });
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) {
          if (times.start && times.start <= startTime && !times.answers) times.blocked = Math.max(times.blocked, duration);
        }
      }).observe({ type: "longtask" });
      document.querySelector("#file-input").addEventListener("change", () => { times.start = performance.now(); }, { capture: true });
      new MutationObserver(() => {
        const now = performance.now();
        const button = document.querySelector("#import:enabled");
        if (button && !times.review) {
          times.review = now;
          // as a person would: not within the work that drew the button
          setTimeout(() => button.click());
        }
        const shown = document.querySelector(".working")?.textContent;
        if (shown && shown !== times.shown && !times.rows) {
          times.shown = shown;
          times.progress.push(now);
        }
        if (!times.rows && /answers/i.test(document.querySelector(".working h1")?.textContent ?? "")) times.rows = now;
        if (!times.answers && document.querySelector("#summary")) times.answers = now;
      }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    });
    await page.locator("#file-input").setInputFiles(file);
    await page.waitForFunction(() => globalThis.times.answers, null, { timeout: 300_000 });
    const { start, rows, answers, blocked, progress } = await page.evaluate(() => globalThis.times);
    let memory = 0;
    for (const worker of page.workers()) {
      // The glue gives the running module's exports, as it would on a second start.
      memory = Math.max(memory, await worker.evaluate("wasm_bindgen.initSync().memory.buffer.byteLength"));
    }
    const gaps = progress.slice(1).map((time, at) => time - progress[at]);
    return { ms: answers - start, rowsMs: rows && rows - start, memory, blocked, gap: median(gaps) };
  } finally {
    await context.close();
  }
}

async function other(browser, address, name, file) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${address}page.html`);
    await page.waitForFunction(() => globalThis.isLoaded);
    await page.locator("#file").setInputFiles(file);
    return await page.evaluate((name) => globalThis[name](), name);
  } finally {
    await context.close();
  }
}

/** All competitors of one file, by turns. */
async function measure(browser, address, file, names) {
  const runs = Object.fromEntries(["stamkunde", ...names].map((name) => [name, []]));
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const name of Object.keys(runs)) {
      const run = name === "stamkunde" ? await stamkunde(browser, address, file) : await other(browser, address, name, file);
      runs[name].push(run);
      console.log(`round ${round}  ${name.padEnd(10)} ${(run.ms / 1000).toFixed(2)} s${run.rows ? `  ${run.rows} rows` : ""}`);
    }
  }
  return runs;
}

const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
const ms = (runs) => median(runs.map((run) => run.ms));

const folder = await mkdtemp(join(os.tmpdir(), "stamkunde-bench-"));
const { server, address } = await serve();
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
const rows = [];
try {
  const csv = join(folder, "orders.csv");
  await writeOrders(csv, LINES);
  if (await access(UCI).then(() => true, () => false)) {
    console.log("UCI Online Retail, xlsx, 541,909 rows");
    const { stamkunde: own, sheetjs } = await measure(browser, address, UCI, ["sheetjs"]);
    const ratio = ms(own) / ms(sheetjs);
    rows.push(["xlsx, 541,909 rows", "Stamkunde: file to answers", seconds(ms(own)), `${ratio.toFixed(2)} of SheetJS`, "at most 0.25"]);
    rows.push(["", "of which until all rows were read", seconds(median(own.map((run) => run.rowsMs))), "", ""]);
    rows.push(["", "SheetJS: file to rows", seconds(ms(sheetjs)), "", ""]);
  } else {
    console.log("skipped: the UCI workbook is not beside the project");
  }
  console.log("generated csv, 1,000,000 lines");
  const { stamkunde: own, papaparse, duckdb } = await measure(browser, address, csv, ["papaparse", "duckdb"]);
  rows.push(["csv, 1,000,000 lines", "Stamkunde: file to answers", seconds(ms(own)), `${(ms(own) / ms(duckdb)).toFixed(2)} of DuckDB-WASM`, ""]);
  const load = median(own.map((run) => run.rowsMs));
  rows.push(["", "of which until all rows were read", seconds(load), `${(load / ms(duckdb)).toFixed(2)} of DuckDB-WASM`, "at most 0.5"]);
  rows.push(["", "DuckDB-WASM: file to table", seconds(ms(duckdb)), "", ""]);
  rows.push(["", "Papa Parse: bare parse", seconds(ms(papaparse)), `${(load / ms(papaparse)).toFixed(2)}: Stamkunde's reading of it`, "at most 0.6"]);
  const memory = Math.max(...own.map((run) => run.memory));
  rows.push(["", "memory of Stamkunde's worker", `${(memory / 1e6).toFixed(0)} MB`, "", "at most 150 MB"]);
  rows.push(["", "the page is blocked for at most", `${Math.max(...own.map((run) => run.blocked)).toFixed(0)} ms`, "", "at most 50 ms"]);
  rows.push(["", "between two signs of progress", `${median(own.map((run) => run.gap)).toFixed(0)} ms`, "", "at most 100 ms"]);

  const perLine = [];
  for (const lines of SERIES) {
    const file = join(folder, `orders-${lines}.csv`);
    await writeOrders(file, lines);
    const runs = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      runs.push(await stamkunde(browser, address, file));
      console.log(`round ${round}  ${lines} lines ${(runs.at(-1).rowsMs / 1000).toFixed(2)} s`);
    }
    await rm(file);
    const time = median(runs.map((run) => run.rowsMs));
    perLine.push(time / lines);
    const ratio = perLine.at(-1) / perLine[0];
    const most = Math.max(...runs.map((run) => run.memory));
    rows.push([`csv, ${lines.toLocaleString("en")} lines`, "until all rows were read", seconds(time), `${((time / lines) * 1000).toFixed(2)} µs a line, ${ratio.toFixed(2)} of the first`, "within 15 %"]);
    rows.push(["", "memory of Stamkunde's worker", `${(most / 1e6).toFixed(0)} MB`, "", lines === 5_000_000 ? "at most 400 MB" : ""]);
  }

  const text = table([["file", "what", `median of ${ROUNDS}`, "ratio", "aim"], ["---", "---", "---:", "---", "---"], ...rows]);
  console.log(`\n${text}\n`);
  const day = new Date().toISOString().slice(0, 10);
  await writePart(
    "# What `cargo xtask bench` measured",
    `${day}, ${machine(browser)}. Runs by turns, in one browser; the others' start is not counted.\n\n${text}`,
  );
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
}
