// The page's promise: sealed before a file can be chosen, and no request after that.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { dropFiles, launch, open, saved, sealed, settle } from "./harness.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Opens the page, and closes it when the test ends, however it ends. */
async function opened(context, options) {
  const opened = await open(browser, options);
  context.after(opened.close);
  return opened;
}

test("the promise can be read before any program runs", async (t) => {
  const { page } = await opened(t, { javaScriptEnabled: false });
  assert.match(await page.locator("main").innerText(), /computed in this tab/);
});

test("the page seals itself and its worker is ready", async (t) => {
  const { page, errors } = await opened(t);
  await sealed(page);
  await page.locator("#worker-state", { hasText: "Ready" }).waitFor();
  assert.deepEqual(errors, []);
});

test("there is no request after sealing", async (t) => {
  const { page, server, sent } = await opened(t);
  await sealed(page);
  await page.locator("#worker-state", { hasText: "Ready" }).waitFor();
  const [atServer, inBrowser] = [server.requests.length, sent().length];
  await page.locator("#try-to-send").click();
  await page.locator("#attempts li").last().waitFor();
  await settle(page);
  assert.deepEqual(server.requests.slice(atServer), []);
  assert.deepEqual(sent().slice(inBrowser), []);
});

test("the counters catch a deliberate leak", async (t) => {
  // The control of the test above: a page that calls itself sealed, and sends.
  const change = (path, bytes) => {
    if (path === "/index.html") return String(bytes).replace(/(<script[^>]*) integrity="[^"]*"/g, "$1");
    if (!path.startsWith("/boot")) return bytes;
    const leaking = String(bytes).replace("await seal();", "setTimeout(() => fetch('leak?customer=1'), 300);");
    assert.notEqual(leaking, String(bytes), "boot.js no longer holds the line that this test replaces");
    return leaking;
  };
  const { page, server, sent } = await opened(t, { change });
  await sealed(page);
  const [atServer, inBrowser] = [server.requests.length, sent().length];
  await settle(page);
  await settle(page);
  assert.deepEqual(server.requests.slice(atServer), ["GET /leak?customer=1"]);
  assert.ok(sent().slice(inBrowser).some((url) => url.endsWith("/leak?customer=1")));
});

test("every way of sending is refused, and the page shows by which rule", async (t) => {
  const { page } = await opened(t);
  await sealed(page);
  await page.locator("#try-to-send").click();
  const attempts = page.locator("#attempts li");
  await attempts.nth(9).waitFor({ timeout: 20_000 });
  const lines = await attempts.allInnerTexts();
  assert.equal(lines.length, 10);
  const taken = lines.filter((line) => /taken away by the page before it was sealed$/.test(line));
  assert.deepEqual(taken.map((line) => line.split(":")[0]), ["style sheet", "frame", "form"]);
  for (const line of lines.filter((line) => !taken.includes(line))) {
    assert.match(line, /refused by the browser \([a-z-]+\)$/);
  }
  assert.match(page.url(), /\/$/, "the form took the page elsewhere");
});

test("the worker is sealed too", async (t) => {
  const { page, server, sent } = await opened(t);
  await sealed(page);
  await page.locator("#worker-state", { hasText: "Ready" }).waitFor();
  const [worker] = page.workers();
  const [atServer, inBrowser] = [server.requests.length, sent().length];
  const outcome = await worker.evaluate(async (address) => {
    const tries = {
      fetch: () => fetch(`${address}w1`),
      XMLHttpRequest: () => {
        const request = new XMLHttpRequest();
        request.open("GET", `${address}w2`, false);
        request.send();
      },
      importScripts: () => importScripts(`${address}w3`),
      WebSocket: () =>
        new Promise((open, refused) => {
          const socket = new WebSocket(`${address.replace("http", "ws")}w4`);
          socket.onopen = open;
          socket.onerror = refused;
        }),
      import: () => import(`${address}w5`),
    };
    const outcome = {};
    for (const [name, attempt] of Object.entries(tries)) {
      try {
        await attempt();
        outcome[name] = "sent";
      } catch {
        outcome[name] = "refused";
      }
    }
    return outcome;
  }, server.address);
  await settle(page);
  assert.deepEqual([...new Set(Object.values(outcome))], ["refused"], JSON.stringify(outcome));
  assert.deepEqual(server.requests.slice(atServer), []);
  assert.deepEqual(sent().slice(inBrowser), []);
});

test("taking the policies out of the page changes nothing", async (t) => {
  const { page, server } = await opened(t);
  await sealed(page);
  const atServer = server.requests.length;
  const outcome = await page.evaluate(async () => {
    for (const policy of document.querySelectorAll("meta[http-equiv]")) policy.remove();
    return fetch("after-removal").then(() => "sent", () => "refused");
  });
  assert.equal(outcome, "refused");
  assert.deepEqual(server.requests.slice(atServer), []);
});

test("a worker that is not the one this page was built with never starts", async (t) => {
  const change = (path, bytes) => (/worker.*\.js$/.test(path) ? `${bytes}\n// changed` : bytes);
  const { page } = await opened(t, { change });
  await page.locator("#seal-state", { hasText: "not sealed" }).waitFor();
  assert.match(await page.locator("#seal-state").innerText(), /worker's script/);
  assert.equal(page.workers().length, 0);
  assert.equal(await page.locator("#try-to-send").isEnabled(), false);
});

test("the page works from a folder of a server", async (t) => {
  const { page, server } = await opened(t, { folder: "/tools/stamkunde/" });
  await sealed(page);
  await page.locator("#worker-state", { hasText: "Ready" }).waitFor();
  assert.ok(server.requests.every((request) => /^(GET|HEAD) \/tools\/stamkunde\//.test(request)));
});

test("files still come in and go out of a sealed page", async (t) => {
  // Dropping and saving stay inside the browser: no policy may get in their way.
  const { page, server } = await opened(t);
  await sealed(page);
  const atServer = server.requests.length;
  await page.evaluate(() => {
    document.body.addEventListener("drop", async (event) => {
      event.preventDefault();
      const copy = new Blob([await event.dataTransfer.files[0].arrayBuffer()]);
      const anchor = Object.assign(document.createElement("a"), { href: URL.createObjectURL(copy), download: "copy.json" });
      anchor.click();
    });
  });
  const source = new URL("package.json", import.meta.url).pathname;
  const { name, bytes } = await saved(page, () => dropFiles(page, "body", [source]));
  assert.equal(name, "copy.json");
  assert.deepEqual(bytes, await readFile(source));
  assert.deepEqual(server.requests.slice(atServer), []);
});
