// Nothing is lost by a slip: Back, a reload, a closed tab, a second file dropped, a large paste.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { dropFiles, launch, settle } from "./harness.mjs";
import { figures, fileOf, importFile, opened, reviewed, sample, smallFile } from "./session.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Orders of so many lines: enough of them take a while to be read. */
function orders(lines) {
  const rows = Array.from({ length: lines }, (_, row) => {
    const date = `20${20 + (row % 5)}-${String(1 + (row % 12)).padStart(2, "0")}-${String(1 + (row % 28)).padStart(2, "0")}`;
    return `${1000 + row},${date},c${row % 977}@example.com,tea ${row % 31},1,${10 + (row % 90)}.50,EUR`;
  });
  return ["Order ID,Order date,Email,Product,Quantity,Line total,Currency", ...rows, ""].join("\n");
}

const place = (page) => page.locator("nav.tabs [aria-current=page]").getAttribute("id");
const isAt = (page, id) => page.locator(`#${id}[aria-current=page]`).waitFor({ timeout: 5000 });

test("Back and Forward go from page to page and stay in the document", async (t) => {
  const { page, sent, errors } = await opened(t, browser);
  const before = sent().length;
  const address = page.url();
  await importFile(page, await smallFile());
  await figures(page);
  await page.locator("#to-segments").click();
  await page.locator("#to-import").click();
  await page.goBack();
  await isAt(page, "to-segments");
  await page.goBack();
  await isAt(page, "to-answers");
  // the review has ended: the page before is the start
  await page.goBack();
  await isAt(page, "to-start");
  assert.equal(await page.locator("#drop-zone").count(), 1);
  await page.goForward();
  await isAt(page, "to-answers");
  await page.goForward();
  await isAt(page, "to-segments");
  // a new page behind this one
  await page.locator("#to-start").click();
  await page.goBack();
  await isAt(page, "to-segments");
  assert.equal(page.url(), address);
  await settle(page);
  assert.equal(sent().length, before);
  assert.deepEqual(errors, []);
});

test("Back leaves a review, Forward comes back to it as it was", async (t) => {
  const { page, errors } = await opened(t, browser);
  await dropFiles(page, "body", [await smallFile()]);
  await page.locator("#import:enabled").waitFor();
  await page.goBack();
  await page.locator("#drop-zone").waitFor();
  await page.goForward();
  await page.locator("#import:enabled").click();
  assert.equal((await figures(page)).customers, 17);
  // other files: the review is given up, and its place with it
  await page.locator("#to-start").click();
  await dropFiles(page, "body", [await fileOf("other.csv", "Date,Name,Total\n2024-01-02,Ann,1\n2024-01-03,Bo,2\n")]);
  await page.locator("#cancel-review").click();
  await isAt(page, "to-answers");
  await page.goBack();
  await isAt(page, "to-start");
  assert.deepEqual(errors, []);
});

test("Back while a file is read stops the reading", async (t) => {
  const { page, errors } = await opened(t, browser);
  const large = await fileOf("large.csv", orders(400_000));
  await dropFiles(page, "body", [large]);
  await page.locator("#import:enabled").waitFor({ timeout: 60_000 });
  await page.locator("#import").click();
  await page.locator("#cancel").waitFor();
  await page.goBack();
  // the file is still there to be reviewed
  await page.locator("#import:enabled").waitFor({ timeout: 60_000 });
  assert.equal(await page.locator("#summary").count(), 0);
  await page.goBack();
  await page.locator("#drop-zone").waitFor();
  await importFile(page, await smallFile());
  assert.equal((await figures(page)).customers, 17);
  assert.deepEqual(errors, []);
});

test("a link's settings stay in the address, and one that is typed is used", async (t) => {
  const recipe = (value) => `#recipe=${encodeURIComponent(JSON.stringify(value))}`;
  const { page, errors } = await opened(t, browser, { fragment: recipe({ churn_days: 77 }) });
  await importFile(page, await smallFile());
  await figures(page);
  await page.locator("#to-segments").click();
  assert.match(page.url(), /churn_days/);
  await page.goBack();
  await isAt(page, "to-answers");
  assert.match(page.url(), /churn_days/);
  await page.goto(page.url().split("#")[0] + recipe("nonsense"));
  assert.match(await page.locator("#problem").innerText(), /link's settings cannot be read/);
  assert.equal(await place(page), "to-answers");
  await page.goBack();
  await isAt(page, "to-answers");
  assert.deepEqual(errors, []);
});

test("the browser asks before answers are left, and not before an empty page is", async (t) => {
  const { page, server, errors } = await opened(t, browser);
  const asked = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    return dialog.dismiss();
  });
  // the start page, touched by its reader
  await page.locator("#show-paste").click();
  await page.evaluate(() => location.reload());
  await page.waitForTimeout(500);
  assert.deepEqual(asked, []);
  await page.locator("#sample:enabled").waitFor({ timeout: 30_000 });
  await sample(page);
  await page.locator("#to-start").click();
  const ways = {
    "a reload": () => page.evaluate(() => location.reload()),
    "the tab is closed": () => page.close({ runBeforeUnload: true }),
    "an address is typed": () => page.goto(`${server.address}other`).catch(() => {}),
  };
  for (const [way, act] of Object.entries(ways)) {
    asked.length = 0;
    await act();
    await page.waitForTimeout(500);
    assert.deepEqual(asked, ["beforeunload"], way);
    await page.locator("#to-answers").waitFor({ timeout: 5000 });
  }
  assert.deepEqual(errors, []);
});

test("a file dropped on a review is asked about", async (t) => {
  const { page, errors } = await opened(t, browser);
  const [first, second] = [await smallFile("first.csv"), await smallFile("second.csv")];
  await dropFiles(page, "body", [first]);
  await page.locator("#import:enabled").waitFor();
  await dropFiles(page, "body", [second]);
  assert.match(await page.locator("#dropped").innerText(), /second\.csv/);
  assert.deepEqual(await page.locator("#dropped button").allInnerTexts(), ["Add to it", "Open instead", "Keep what is here"]);
  await page.locator("#keep-loaded").click();
  assert.equal(await page.locator("#dropped").count(), 0);
  assert.match(await page.locator("main").innerText(), /first\.csv/);
  await dropFiles(page, "body", [second]);
  await page.locator("#add-dropped").click();
  await page.getByText("second.csv").first().waitFor();
  assert.match(await page.locator("main").innerText(), /first\.csv/);
  await page.locator("#import:enabled").waitFor();
  await dropFiles(page, "body", [second]);
  await page.locator("#open-dropped").click();
  await page.locator("#import:enabled").waitFor();
  await page.waitForFunction(() => !document.querySelector("main").innerText.includes("first.csv"));
  await reviewed(page);
  assert.equal((await figures(page)).customers, 17);
  assert.deepEqual(errors, []);
});

test("a file dropped while another is read takes its place at once", async (t) => {
  const { page, errors } = await opened(t, browser);
  await dropFiles(page, "body", [await fileOf("large.csv", orders(600_000))]);
  await page.locator("#import:enabled").waitFor({ timeout: 60_000 });
  await page.locator("#import").click();
  await page.locator("#cancel").waitFor();
  const began = Date.now();
  await dropFiles(page, "body", [await smallFile()]);
  await reviewed(page);
  assert.equal((await figures(page)).customers, 17);
  assert.ok(Date.now() - began < 3000, `${Date.now() - began} ms`);
  await page.waitForTimeout(1500);
  assert.equal((await figures(page)).customers, 17);
  assert.deepEqual(errors, []);
});

test("cells of five megabytes are pasted without a pause", async (t) => {
  const { page, errors } = await opened(t, browser, { permissions: ["clipboard-read", "clipboard-write"] });
  const cells = orders(100_000).replaceAll(",", "\t");
  assert.ok(4.5e6 < cells.length, `${cells.length}`);
  await page.locator("#show-paste").click();
  await page.evaluate((text) => navigator.clipboard.writeText(text), cells);
  await page.locator("#paste").focus();
  await page.evaluate(() => {
    let last = performance.now();
    globalThis.longest = 0;
    setInterval(() => {
      const now = performance.now();
      globalThis.longest = Math.max(globalThis.longest, now - last);
      last = now;
    }, 10);
  });
  await page.keyboard.press("Control+V");
  await page.locator("#import:enabled").waitFor({ timeout: 60_000 });
  const longest = await page.evaluate(() => Math.round(globalThis.longest));
  t.diagnostic(`longest pause: ${longest} ms`);
  assert.ok(longest < 800, `${longest} ms`);
  await page.locator("#import").click();
  assert.equal((await figures(page)).customers, 977);
  assert.deepEqual(errors, []);
});

/** Drops paths of the disk, folders too, as a window of files does. */
async function dropFromDisk(page, data) {
  const session = await page.context().newCDPSession(page);
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", { type, x: 200, y: 200, data: { items: [], dragOperationsMask: 1, ...data } });
  }
}

test("a dropped folder opens its tables", async (t) => {
  const { page, errors } = await opened(t, browser);
  const folder = await mkdtemp(join(tmpdir(), "stamkunde-"));
  await mkdir(join(folder, "2024", ".old"), { recursive: true });
  const header = "Order ID,Order date,Email,Line total\n";
  const rows = (from) => Array.from({ length: 20 }, (_, n) => `${from + n},2024-0${1 + (n % 9)}-11,c${n % 7}@x.dk,${n + 5}.50\n`).join("");
  for (const [name, from] of [["orders-10.csv", 100], ["2024/orders-2.csv", 200], ["orders-9.csv", 300]]) {
    await writeFile(join(folder, name), header + rows(from));
  }
  for (const name of [".DS_Store", ".orders.csv", "2024/.old/orders-1.csv", "readme.pdf", "2024/logo.png"]) {
    await writeFile(join(folder, name), header + rows(900));
  }
  await dropFromDisk(page, { files: [folder] });
  await page.locator("#import:enabled").waitFor({ timeout: 20_000 });
  const read = await page.locator(".files li strong").allInnerTexts();
  assert.deepEqual(read, ["orders-2.csv", "orders-9.csv", "orders-10.csv"]);
  await page.locator("#import").click();
  assert.equal((await figures(page)).purchases, 60);
  assert.deepEqual(errors, []);
});

test("a drop of what is no table says what to do", async (t) => {
  const { page, errors } = await opened(t, browser);
  const folder = await mkdtemp(join(tmpdir(), "pictures-"));
  await writeFile(join(folder, "a.png"), "no picture");
  await dropFromDisk(page, { files: [folder] });
  await page.locator("#problem", { hasText: `no table in the folder ${basename(folder)}` }).waitFor({ timeout: 5000 });
  await page.locator("#problem button").click();
  await dropFromDisk(page, { items: [{ mimeType: "text/uri-list", data: "https://example.com/orders.csv" }] });
  await page.locator("#problem", { hasText: "not a file" }).waitFor({ timeout: 5000 });
  assert.equal(await page.locator("#drop-zone").count(), 1);
  assert.deepEqual(errors, []);
});
