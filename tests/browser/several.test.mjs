// Several files at once, the next month's file, questions, merges, switches and the copy without names, as a user meets
// them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analyze, dropFiles, launch, saved, settle } from "./harness.mjs";
import { figures, fileOf, importFile, opened, reviewed } from "./session.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const lines = (header, n, row) => [header, ...Array.from({ length: n }, (_, at) => row(at)), ""].join("\n");
const day = (n) => String((n % 28) + 1).padStart(2, "0");
const month = (number, from) =>
  fileOf(
    `orders-${number}.csv`,
    lines("Order,Order date,Email,Phone,Status,Amount", 40, (n) =>
      [from + n, `2024-0${number}-${day(n)}`, n % 2 ? `c${n % 9}@x.dk` : `C${n % 9}@X.DK`, "", n % 8 ? "paid" : "pending", "10.50"].join(","),
    ),
  );

test("lines, orders and customers find each other", async (t) => {
  const { page, sent, errors } = await opened(t, browser);
  const before = sent().length;
  const files = await Promise.all([
    fileOf("lines.csv", lines("Order ID;SKU;Quantity;Unit price", 60, (n) => `${n >> 1};T${n % 5};2;9,50`)),
    fileOf("orders.csv", lines("Order ID;Order date;Customer ID", 30, (n) => `${n};${day(n)}.0${(n % 6) + 1}.2024;${n % 7}`)),
    fileOf("customers.csv", lines("Customer ID;Email;Country", 7, (n) => `${n};c${n}@x.dk;DK`)),
    fileOf("readme.pdf", "%PDF-1.7"),
  ]);
  await dropFiles(page, "body", files);
  await page.locator("#tables").waitFor();
  const uses = await page.locator("#tables li").allInnerTexts();
  assert.match(uses.find((use) => use.includes("orders.csv")), /looked up by order number/);
  assert.match(uses.find((use) => use.includes("customers.csv")), /looked up by customer number/);
  assert.match(await page.locator("#refused").innerText(), /readme\.pdf.*PDF/);
  await page.locator("#import").click();
  const shown = await figures(page);
  const { summary } = await analyze(...files.slice(0, 3));
  assert.deepEqual([shown.customers, shown.purchases], [summary.customers, summary.purchases]);
  await settle(page);
  assert.equal(sent().length, before);
  assert.deepEqual(errors, []);
});

test("the next month goes straight to the answers, alone, added, replaced and left out", async (t) => {
  const { page, errors } = await opened(t, browser);
  const [january, february, march] = await Promise.all([month(1, 100), month(2, 140), month(3, 180)]);
  await importFile(page, january);
  assert.equal((await figures(page)).purchases, 35);
  // the same columns: no review, and a word about it
  await importFile(page, february);
  assert.match(await page.locator("#notice").innerText(), /same way as last time/);
  assert.equal((await figures(page)).purchases, 35);
  // dropped beside it, and added
  await page.locator("#notice button").click();
  await dropFiles(page, "body", [january]);
  await page.locator("#add-dropped").click();
  await page.locator("#notice").waitFor();
  assert.equal((await figures(page)).purchases, 70);
  await page.locator("#to-import").click();
  assert.equal(await page.locator("#loaded-files [data-replace]").count(), 2);
  await page.locator("#notice button").click();
  await page.locator("#loaded-files [data-replace]").first().setInputFiles(january);
  await page.locator("#notice").waitFor();
  // january twice is january once
  assert.equal((await figures(page)).purchases, 35);
  await page.locator("#to-import").click();
  assert.match(await page.locator("#account").innerText(), /already in another file/);
  await page.locator("#notice button").click();
  await page.locator("#add-file").setInputFiles(march);
  await page.locator("#notice").waitFor();
  assert.equal((await figures(page)).purchases, 70);
  // other columns are said
  const renamed = await fileOf("new.csv", lines("Order,Order date,Email,Phone,Status,Line total", 40, (n) => `${n},2024-05-${day(n)},c${n % 9}@x.dk,,paid,3.10`));
  await dropFiles(page, "body", [renamed]);
  await page.locator("#open-dropped").click();
  const changed = await page.locator("#changed").innerText();
  assert.match(changed, /No more: Amount/);
  assert.match(changed, /New: Line total/);
  assert.deepEqual(errors, []);
});

test("a question shows what each answer makes of real rows", async (t) => {
  const { page, errors } = await opened(t, browser);
  const path = await fileOf(
    "open.csv",
    lines("Order,Date,Email,Subtotal,Total", 60, (n) => {
      const two = (value) => String(value).padStart(2, "0");
      return `${n},${two(((n * 5) % 12) + 1)}/${two(((n * 7) % 12) + 1)}/2024,c${n % 9}@x.dk,100.00,125.00`;
    }),
  );
  await dropFiles(page, "body", [path]);
  const question = page.locator("#question");
  await question.waitFor();
  assert.ok(await page.locator("#import").isDisabled());
  assert.match(await question.innerText(), /06\/08\/2024 = August 6, 2024[^]*06\/08\/2024 = June 8, 2024/);
  await question.getByRole("button", { name: "The day comes first" }).click();
  await question.getByText("Which column says what a line was worth?").waitFor();
  assert.match(await question.innerText(), /6,000\.00[^]*7,500\.00/);
  await question.getByRole("button", { name: "Total", exact: true }).click();
  await reviewed(page);
  assert.equal((await figures(page))["net revenue"], 7500);
  assert.deepEqual(errors, []);
});

test("merges can be undone, statuses switched, and a copy saved without names", async (t) => {
  const { page, errors } = await opened(t, browser);
  await importFile(page, await month(1, 100));
  const before = await figures(page);
  await page.locator("#to-import").click();
  assert.match(await page.locator("#identity").innerText(), /became/);
  await page.locator("#merges summary").click();
  await page.locator("#merges li button").first().click();
  await page.locator("#undo-apart").waitFor();
  await page.locator("#to-answers").click();
  assert.equal((await figures(page)).customers, before.customers + 1);
  await page.locator("#to-import").click();
  await page.locator("#undo-apart").click();
  await page.locator("#undo-apart").waitFor({ state: "detached" });
  await page.getByLabel("Use orders that are pending").check();
  await page.locator("#account", { hasNotText: "cancelled" }).waitFor();
  await page.locator("#to-answers").click();
  assert.equal((await figures(page)).purchases, 40);
  await page.locator("#to-import").click();
  await page.locator("#cleaning summary").click();
  await page.locator("#phrase").fill("between you and me");
  const { name, bytes } = await saved(page, () => page.locator("#save-cleaned-csv").click());
  assert.match(name, /^stamkunde_cleaned-orders_.*\.csv$/);
  const text = bytes.toString();
  assert.ok(!text.includes("@") && text.includes("Order ID"), text.slice(0, 200));
  assert.equal(text.trim().split("\r\n").length, 41);
  assert.deepEqual(errors, []);
});
