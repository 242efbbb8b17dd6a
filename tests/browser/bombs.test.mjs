// A file that unpacks to more than a tab can hold becomes a sentence soon, and what was taken for it is given back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { launch } from "./harness.mjs";
import { dropAlone, figures, fileOf, importFile, opened, smallFile } from "./session.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const SECONDS_TO_SAY_SO = 10;
/** A worker that has read nothing takes a few. */
const MEGABYTES_AFTERWARDS = 40;

/** Ten megabytes that unpack to ten gigabytes of orders; the parts of a gzip may stand one after the other. */
function bomb() {
  const line = (at) => `${1000 + at},2024-0${1 + (at % 9)}-1${at % 10},c${at % 7}@example.com,tea,1,${10 + at}.50\n`;
  const lines = Array.from({ length: 60 }, (_, at) => line(at)).join("");
  const head = gzipSync(`Order ID,Order date,Email,Product,Quantity,Line total\n${lines}`);
  const part = gzipSync(Buffer.from(line(1)).toString().repeat(1 << 20), { level: 9 });
  const parts = Math.ceil((10 << 20) / part.length);
  return fileOf("orders.csv.gz", Buffer.concat([head, ...Array(parts).fill(part)]));
}

/** Megabytes that each worker has taken for its program's memory. */
async function megabytes(page) {
  const all = page.workers().map((worker) => worker.evaluate("wasm_bindgen.initSync().memory.buffer.byteLength"));
  return (await Promise.all(all)).map((bytes) => bytes / 2 ** 20);
}

test("a gzip that unpacks to gigabytes is refused within ten seconds, and its memory is given back", async (t) => {
  const { page, errors } = await opened(t, browser);
  const path = await bomb();
  await importFile(page, await smallFile());
  const before = await figures(page);
  const dropped = Date.now();
  await dropAlone(page, path);
  const problem = page.locator("#problem");
  const button = page.locator("#import:enabled");
  await problem.or(button).first().waitFor({ timeout: 180_000 });
  // the rows at its start can be looked at; it is refused when it is read
  if (await button.isVisible()) await button.click();
  await problem.waitFor({ timeout: 180_000 });
  const seconds = (Date.now() - dropped) / 1000;
  assert.match(await problem.innerText(), /larger than a browser tab can hold/);
  // the new worker has looked at the file, and what it was asked after that it has done
  await page.locator("#import:enabled").waitFor();
  const held = await megabytes(page);
  t.diagnostic(`refused after ${seconds.toFixed(1)} s; the workers hold ${held.map((one) => one.toFixed(0)).join(" and ")} MB`);
  assert.ok(seconds <= SECONDS_TO_SAY_SO, `${seconds} s`);
  for (const one of held) assert.ok(one <= MEGABYTES_AFTERWARDS, `a worker holds ${one} MB`);
  await problem.getByRole("button", { name: "Close" }).click();
  await page.locator("#to-answers, #to-dashboard").first().click();
  assert.deepEqual(await figures(page), before);
  await importFile(page, await smallFile("again.csv"));
  assert.deepEqual(await figures(page), before);
  assert.deepEqual(errors, []);
});
