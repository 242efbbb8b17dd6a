// What leaves a sealed page, seen from outside: by listeners on TCP, UDP and DNS's place, not by the browser's own list of
// requests, which shows neither WebRTC nor look-ups nor hints. Each way is tried from a page that is sealed by its policy
// alone, from one that its server seals too, and from one that is not sealed: the control, which must get through.

import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DIST, launch, open, sealed, settle } from "./harness.mjs";

let browser;
let outside;
before(async () => {
  browser = await launch();
  outside = await listen();
});
after(async () => {
  await browser.close();
  outside.close();
});

/** Listens as another server would: TCP for everything that connects, UDP for what WebRTC asks. */
async function listen() {
  const heard = [];
  const tcp = createServer((socket) => {
    heard.push("TCP");
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      heard.push(`TCP ${String(bytes).split("\r\n")[0]}`);
      socket.end("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    });
  });
  await new Promise((ready) => tcp.listen(0, "127.0.0.1", ready));
  const udp = createSocket("udp4");
  udp.on("message", () => heard.push("UDP"));
  await new Promise((ready) => udp.bind(0, "127.0.0.1", ready));
  const close = () => {
    tcp.close();
    udp.close();
  };
  return { heard, http: `http://127.0.0.1:${tcp.address().port}/`, stun: `stun:127.0.0.1:${udp.address().port}`, close };
}

// Each runs in the page, and may throw: what counts is what the listeners hear.
const WAYS = {
  fetch: ({ http }) => fetch(http, { mode: "no-cors" }),
  XMLHttpRequest: ({ http }) => {
    const request = new XMLHttpRequest();
    request.open("GET", http);
    request.send();
  },
  sendBeacon: ({ http }) => navigator.sendBeacon(http, "x"),
  WebSocket: ({ http }) => void new WebSocket(http.replace("http", "ws")),
  EventSource: ({ http }) => void new EventSource(http),
  image: ({ http }) => void (new Image().src = http),
  script: ({ http }) => document.head.append(Object.assign(document.createElement("script"), { src: http })),
  "style sheet": ({ http }) =>
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: http })),
  preconnect: ({ http }) =>
    document.head.append(Object.assign(document.createElement("link"), { rel: "preconnect", href: http })),
  prefetch: ({ http }) =>
    document.head.append(Object.assign(document.createElement("link"), { rel: "prefetch", href: http })),
  frame: ({ http }) => document.body.append(Object.assign(document.createElement("iframe"), { src: http })),
  "frame in a text": ({ http }) => void (document.body.innerHTML += `<iframe src="${http}"></iframe>`),
  "frame of a text": ({ http }) => document.body.insertAdjacentHTML("beforeend", `<iframe src="${http}"></iframe>`),
  object: ({ http }) => document.body.append(Object.assign(document.createElement("object"), { data: http })),
  embed: ({ http }) => document.body.append(Object.assign(document.createElement("embed"), { src: http })),
  form: ({ http }) => {
    const form = Object.assign(document.createElement("form"), { action: http });
    document.body.append(form);
    form.submit();
  },
  "form by its button": ({ http }) => {
    const form = Object.assign(document.createElement("form"), { action: http });
    form.append(document.createElement("button"));
    document.body.append(form);
    form.querySelector("button").click();
  },
  WebRTC: async ({ stun }) => {
    const connection = new RTCPeerConnection({ iceServers: [{ urls: stun }] });
    connection.createDataChannel("x");
    await connection.setLocalDescription(await connection.createOffer());
  },
  "WebRTC of a frame": async ({ stun }) => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const connection = new frame.contentWindow.RTCPeerConnection({ iceServers: [{ urls: stun }] });
    connection.createDataChannel("x");
    await connection.setLocalDescription(await connection.createOffer());
  },
  "WebRTC of a frame in a text": async ({ stun }) => {
    document.body.insertAdjacentHTML("beforeend", "<iframe></iframe>");
    const connection = new frames[frames.length - 1].RTCPeerConnection({ iceServers: [{ urls: stun }] });
    connection.createDataChannel("x");
    await connection.setLocalDescription(await connection.createOffer());
  },
  "WebRTC of an element of its own": async ({ stun }) => {
    class Frame extends HTMLIFrameElement {}
    customElements.define("a-frame", Frame, { extends: "iframe" });
    const frame = new Frame();
    document.body.append(frame);
    const connection = new frame.contentWindow.RTCPeerConnection({ iceServers: [{ urls: stun }] });
    connection.createDataChannel("x");
    await connection.setLocalDescription(await connection.createOffer());
  },
  "new window": ({ http }) => void window.open(http),
  "link to a new window": ({ http }) =>
    Object.assign(document.createElement("a"), { href: http, target: "_blank" }).click(),
  "link by an event": ({ http }) =>
    Object.assign(document.createElement("a"), { href: http }).dispatchEvent(new MouseEvent("click")),
  "link in the page": ({ http }) => {
    const link = Object.assign(document.createElement("a"), { href: http, target: "_blank" });
    document.body.append(link);
    link.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  },
  ping: ({ http }) => Object.assign(document.createElement("a"), { href: "#x", ping: http }).click(),
  download: ({ http }) => Object.assign(document.createElement("a"), { href: http, download: "x" }).click(),
  location: ({ http }) => void (location.href = http),
  "location.replace": ({ http }) => location.replace(http),
  "meta refresh": ({ http }) =>
    document.head.append(Object.assign(document.createElement("meta"), { httpEquiv: "refresh", content: `0;url=${http}` })),
};

/** Tries a way, and returns what was heard outside. */
async function tryOut(way, options) {
  const { page, server, close } = await open(browser, options);
  try {
    if (options.seal !== false) await sealed(page);
    await settle(page);
    outside.heard.length = 0;
    const atServer = server.requests.length;
    const target = { http: `${outside.http}${encodeURIComponent(way)}`, stun: outside.stun };
    // a function of the page's own: the policy lets no script in, but the debugger may
    const tried = page.evaluate(WAYS[way], target).catch(() => {});
    // what waits for an answer that never comes is over when nothing more is heard
    await Promise.race([tried, settle(page)]);
    await settle(page);
    return { outside: [...outside.heard], own: server.requests.slice(atServer) };
  } finally {
    await close();
  }
}

/** A page that never seals itself, and has no policy. */
const unsealed = (path, bytes) => {
  if (path !== "/index.html") return bytes;
  return "<!doctype html><title>control</title><body>not sealed</body>";
};

// A browser that is driven follows no hints, so that their silence proves nothing: they are tried all the same.
const NO_CONTROL = ["prefetch", "preconnect"];

for (const way of Object.keys(WAYS)) {
  test(`nothing gets out by ${way}`, async () => {
    const control = await tryOut(way, { change: unsealed, seal: false });
    if (!NO_CONTROL.includes(way)) assert.notDeepEqual(control.outside, [], "the control must be heard");
    for (const seals of [false, true]) {
      const heard = await tryOut(way, { seals });
      assert.deepEqual(heard.outside, [], seals ? "sealed by policy and server" : "sealed by policy");
      assert.deepEqual(heard.own, [], "the page's own server");
    }
  });
}

test("the page's own address can carry nothing to its server", async (t) => {
  for (const seals of [false, true]) {
    const { page, server, close } = await open(browser, { seals });
    t.after(close);
    await sealed(page);
    const atServer = server.requests.length;
    await page.evaluate(() => history.pushState(null, "", "?customer=1")).catch(() => {});
    await page.evaluate(() => void (location.search = "?customer=2")).catch(() => {});
    const link = { href: "?customer=3", download: "x" };
    await page.evaluate((link) => Object.assign(document.createElement("a"), link).click(), link).catch(() => {});
    // last, since it makes a new page, with nothing in it: its address must still be the old one
    await page.evaluate(() => location.reload()).catch(() => {});
    await sealed(page);
    assert.deepEqual(server.requests.slice(atServer).filter((request) => request.includes("customer")), []);
  }
});

test("nothing is left for another page of the same server", async (t) => {
  const { page, close } = await open(browser);
  t.after(close);
  await sealed(page);
  const left = await page.evaluate(() => ({
    storage: [typeof localStorage, typeof sessionStorage, typeof indexedDB, typeof caches, typeof BroadcastChannel],
    name: ((window.name = "customer"), window.name),
    cookie: document.cookie,
    workers: typeof SharedWorker,
  }));
  assert.deepEqual(left, {
    storage: Array(5).fill("undefined"),
    name: "",
    cookie: "",
    workers: "undefined",
  });
});

test("a page that another one opened is not sealed, and says why", async (t) => {
  const { page, server, close } = await open(browser, { change: unsealed });
  t.after(close);
  // of the same server, as a page of the same origin could
  const other = await open(browser);
  t.after(other.close);
  await sealed(other.page);
  assert.ok(server.address !== other.server.address);
  const [popup] = await Promise.all([
    page.context().waitForEvent("page"),
    page.evaluate((address) => void window.open(address), other.server.address),
  ]);
  await popup.locator("#seal-state", { hasText: "not sealed" }).waitFor();
  assert.match(await popup.locator("#seal-state").innerText(), /Another page opened this one/);
});

test("the built scripts name no way out but those that the button tries", async () => {
  const names = (await readdir(DIST)).filter((name) => /^(app|worker)-.*\.js$/.test(name));
  assert.equal(names.length, 2);
  const kept = /RTCPeerConnection|RTCDataChannel|WebTransport|SharedWorker|BroadcastChannel|localStorage|sessionStorage|indexedDB|\.cookie\b|serviceWorker|\.open\(|location\.(assign|replace|href\s*=)|new Function|\beval\(|speechSynthesis/g;
  for (const name of names) {
    const text = await readFile(join(DIST, name), "utf8");
    // XMLHttpRequest's own `open`, of the button that tries
    const found = [...text.matchAll(kept)].map(([word]) => word).filter((word) => word !== ".open(");
    assert.deepEqual(found, [], name);
  }
});

test("the header names which of the two seals holds", async (t) => {
  for (const [seals, says] of [[false, "sealed by policy:"], [true, "sealed by policy and server:"]]) {
    const { page, close } = await open(browser, { seals });
    t.after(close);
    await sealed(page);
    assert.ok((await page.locator("#seal-state").innerText()).startsWith(says));
    assert.equal(await page.evaluate(() => crossOriginIsolated), seals);
  }
});
