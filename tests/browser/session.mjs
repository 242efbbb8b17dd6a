// What several tests of whole sessions share: files to drop, and what is read from the dashboard.

import { execFile } from "node:child_process";
import { access, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { dropFiles, open, sealed } from "./harness.mjs";

const shared = (path) => new URL(`../../../shared/${path}`, import.meta.url).pathname;
export const UCI_XLSX = shared("data/uci_online_retail/online_retail.xlsx");
export const UCI_CSV = shared("data/uci_online_retail/online_retail.csv.zip");
export const BAD_INPUT = shared("bad_input");

/** Options of a test that needs a file beside the project: skipped, with the reason, where it is missing. */
export const needs = (path) =>
  access(path).then(() => ({}), () => ({ skip: `${path.split("/shared/")[1]} is not beside the project` }));

/** A sealed page, closed when the test ends. */
export async function opened(t, browser, options) {
  const all = await open(browser, options);
  t.after(all.close);
  await sealed(all.page);
  return all;
}

/** A file of these bytes in a folder of its own. */
export async function fileOf(name, content) {
  const path = join(await mkdtemp(join(tmpdir(), "stamkunde-")), name);
  await writeFile(path, content);
  return path;
}

/** A few orders of 17 customers that need no decision. */
export function smallFile(name = "orders.csv") {
  const rows = Array.from({ length: 60 }, (_, row) => {
    const date = `2024-${String(1 + (row % 12)).padStart(2, "0")}-${String(1 + (row % 28)).padStart(2, "0")}`;
    return `${1000 + row},${date},c${row % 17}@example.com,tea,1,${10 + row}.50,EUR`;
  });
  return fileOf(name, ["Order ID,Order date,Email,Product,Quantity,Line total,Currency", ...rows, ""].join("\n"));
}

/** Runs the command line and returns the file that it wrote. */
export async function commandLine(arguments_, outName) {
  const out = join(await mkdtemp(join(tmpdir(), "stamkunde-")), outName);
  await promisify(execFile)(process.env.STAMKUNDE_CLI, [...arguments_, "--out", out]);
  return { path: out, bytes: await readFile(out) };
}

/**
 * Drops files and goes through the review, which there is none of for columns that are known already. Beside a loaded
 * analysis the files are analysed alone.
 */
export async function importFile(page, ...paths) {
  await dropAlone(page, ...paths);
  await reviewed(page);
}

/** Drops files to be analysed alone, also beside a loaded analysis. */
export async function dropAlone(page, ...paths) {
  const beside = await page.locator("#summary").count();
  await dropFiles(page, "body", paths);
  if (beside) await page.locator("#open-dropped").click();
}

/** Goes through a review, where there is one. */
export async function reviewed(page) {
  const next = page.locator("#import:enabled, #notice").first();
  await next.waitFor({ timeout: 60_000 });
  if ((await next.getAttribute("id")) === "import") await next.click();
}

/** The numbers at the head of the dashboard, by their label. */
export async function figures(page) {
  await page.locator("#summary").waitFor({ timeout: 60_000 });
  // the sections are drawn one after the other
  await page.locator(".answers[data-drawn=true]").waitFor();
  const pairs = await page.locator("#summary > div").evaluateAll((all) =>
    all.map((one) => [one.querySelector("dt").innerText, one.querySelector("dd").innerText]),
  );
  return Object.fromEntries(pairs.map(([label, value]) => [label, Number(value.replace(/[^\d]/g, ""))]));
}

/** Loads the sample shop and waits for its answers. */
export async function sample(page) {
  await page.locator("#sample").click();
  return figures(page);
}
