// What every whole-page test stands on: a static server that counts, and a browser whose requests are counted.
//
// STAMKUNDE_DIST is the built page, CHROMIUM the browser, STAMKUNDE_CLI the command line that the page's figures are
// compared with; `cargo xtask test` sets them.

import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const DIST = process.env.STAMKUNDE_DIST ?? new URL("../../dist", import.meta.url).pathname;
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

// The browser's own errands would be counted as requests of the page.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const MEDIA_TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
};

/**
 * Serves the built page on a free port, in `folder`, and keeps every request. `change(path, bytes)` may replace a file.
 */
export async function serve(change = (_path, bytes) => bytes, folder = "/") {
  const requests = [];
  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    const inside = path.startsWith(folder) ? path.slice(folder.length - 1) : "/nothing";
    const name = inside === "/" ? "/index.html" : inside;
    try {
      const bytes = change(name, await readFile(join(DIST, name)));
      response.writeHead(200, {
        "content-type": MEDIA_TYPES[extname(name)] ?? "application/octet-stream",
        "cache-control": "no-store",
      });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return { address: `http://127.0.0.1:${server.address().port}${folder}`, requests, close };
}

export function launch() {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/**
 * Opens the page in a browser context of its own.
 *
 * `sent()` are the requests that left the page for any server, as the browser counts them: the page's and its
 * workers', without those that a policy refused and without `blob:` and `data:`, which stay inside.
 */
export async function open(browser, { change, folder, fragment = "", ...options } = {}) {
  const server = await serve(change, folder);
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  const page = await context.newPage();
  const requests = await countRequests(context, page);
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(server.address + fragment);
  const sent = () => requests.filter((request) => !request.refused).map((request) => request.url);
  const close = async () => {
    await context.close();
    await server.close();
  };
  return { page, server, sent, errors, close };
}

async function countRequests(context, page) {
  const requests = [];
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  session.on("Network.requestWillBeSent", ({ requestId, request }) => {
    if (!/^(blob|data):/.test(request.url)) requests.push({ id: requestId, url: request.url, refused: false });
  });
  session.on("Network.webSocketCreated", ({ requestId, url }) => requests.push({ id: requestId, url, refused: false }));
  session.on("Network.loadingFailed", ({ requestId, blockedReason }) => {
    if (blockedReason !== "csp") return;
    for (const request of requests) if (request.id === requestId) request.refused = true;
  });
  // Playwright's own list sees the workers' requests too; what is in both counts twice, which does no harm here.
  page.on("request", (request) => {
    if (/^(blob|data):/.test(request.url())) return;
    const entry = { id: request, url: request.url(), refused: false };
    requests.push(entry);
  });
  page.on("requestfailed", (request) => {
    if (!/csp/i.test(request.failure()?.errorText ?? "")) return;
    for (const entry of requests) if (entry.id === request) entry.refused = true;
  });
  return requests;
}

/** Waits until the header says that the page is sealed. */
export async function sealed(page) {
  await page.locator("#seal-state", { hasText: "sealed: this page can no longer connect" }).waitFor({ timeout: 30_000 });
}

/** Waits long enough for a request that is under way to be seen by server and browser. */
export function settle(page) {
  return page.waitForTimeout(400);
}

/** Drops files from the disk on an element, as a user does. */
export async function dropFiles(page, selector, paths) {
  const input = await page.evaluateHandle(() => Object.assign(document.createElement("input"), { type: "file", multiple: true }));
  await input.setInputFiles(paths);
  await page.locator(selector).evaluate((target, input) => {
    const dataTransfer = new DataTransfer();
    for (const file of input.files) dataTransfer.items.add(file);
    for (const type of ["dragenter", "dragover", "drop"]) {
      target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    }
  }, input);
}

/** Does something that saves a file, and returns its name and content. */
export async function saved(page, action) {
  const [download] = await Promise.all([page.waitForEvent("download"), action()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** Runs the command line on a file and returns its JSON. */
export async function analyze(...arguments_) {
  const folder = await mkdtemp(join(tmpdir(), "stamkunde-"));
  const json = join(folder, "answers.json");
  try {
    await promisify(execFile)(process.env.STAMKUNDE_CLI, ["analyze", ...arguments_, "--json", json]);
    return JSON.parse(await readFile(json, "utf8"));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The violations of accessibility rules that axe finds, in short. */
export async function violations(page) {
  const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  // Through the debugger: the page's policy lets no script in.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
