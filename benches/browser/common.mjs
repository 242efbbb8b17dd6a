// What the benches in Chromium share: a server for their files, the orders they are measured on, their place in results.md.

import { createWriteStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import os from "node:os";
import { extname, join, normalize } from "node:path";

export const HERE = new URL(".", import.meta.url).pathname;
export const DIST = process.env.STAMKUNDE_DIST ?? join(HERE, "../../dist");
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const ROUNDS = Math.max(1, Number(process.env.ROUNDS ?? 3));
/** The engine for the browser, as `cargo xtask bench` builds it. */
const ENGINE = process.env.STAMKUNDE_ENGINE ?? "";
const MEDIA_TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

/** The built page at /app/, the engine at /engine/, node_modules at /npm/, the other pages at /. */
export async function serve() {
  const roots = { "/app/": DIST, "/engine/": ENGINE, "/npm/": join(HERE, "node_modules") };
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    const root = Object.keys(roots).find((root) => path.startsWith(root));
    const file = root ? join(roots[root], path.slice(root.length) || "index.html") : join(HERE, path);
    try {
      const bytes = await readFile(file);
      response.writeHead(200, { "content-type": MEDIA_TYPES[extname(file)] ?? "application/octet-stream" }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { server, address: `http://127.0.0.1:${server.address().port}/` };
}

/** Orders of two lines, of 100,000 customers and 5,000 products of whom some buy, and are bought, far more often than
 *  others; about 80 bytes a line; the same file every time. */
export async function writeOrders(path, lines) {
  let state = 1;
  const below = (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const skewed = (n) => Math.floor((below(n) * below(n)) / n);
  let customer = 0;
  const countries = ["Denmark", "Sweden", "Norway", "Germany"];
  const out = createWriteStream(path);
  let block = "Order ID,Order date,Email,Product,Quantity,Unit price,Country\n";
  for (let line = 0; line < lines; line += 1) {
    const day = new Date(Date.UTC(2021, 0, 1) + Math.floor((line / lines) * 1095) * 86_400_000).toISOString().slice(0, 10);
    if (line % 2 === 0) customer = below(10) < 3 ? below(100_000) : skewed(100_000);
    const email = `customer${String(customer).padStart(6, "0")}@example.com`;
    block += `${100_000 + (line >> 1)},${day},${email},Product number ${skewed(5_000)},${1 + below(5)},${below(200)}.${10 + below(90)},${countries[customer % 4]}\n`;
    if (block.length > 1 << 20) {
      if (!out.write(block)) await new Promise((drained) => out.once("drain", drained));
      block = "";
    }
  }
  await new Promise((ended) => out.end(block, ended));
}

export const median = (numbers) => {
  const sorted = numbers.filter(Boolean).sort((a, b) => a - b);
  return sorted.length ? sorted[Math.floor(sorted.length / 2)] : NaN;
};

export const machine = (browser) =>
  `${os.cpus()[0].model}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GB; Chromium ${browser.version()}`;

/** The first line of results.md, and its parts by their headings; a bench replaces its own part and leaves the others. */
export async function writePart(heading, text) {
  const file = join(HERE, "../results.md");
  const parts = (await readFile(file, "utf8").catch(() => "")).split(/^(?=## )/m);
  const part = `${heading}\n\n${text.trim()}\n\n`;
  const at = parts.findIndex((old) => old.startsWith(`${heading}\n`));
  if (at < 0) parts.push(part);
  else parts[at] = part;
  await writeFile(file, `${parts.map((part) => part.trimEnd()).join("\n\n")}\n`);
}

export const table = (rows) => rows.map((row) => `| ${row.join(" | ")} |`).join("\n");
