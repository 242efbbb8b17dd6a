// Loads the program, then seals the page. With closing.js the only script of the page that is written by hand.
//
// Order matters: everything that will ever be needed is fetched first, then what no policy covers is taken away, then the
// second policy is added, then the browser is asked to break it, and only when it refuses does the page call itself
// sealed. The app shows the state and lets no file be chosen before.
(() => {
  "use strict";

  // Added to the policy in index.html: a request must pass both, and none passes this one. It cannot be lifted
  // until the page is loaded again. `default-src` ends what the first policy still allows (scripts and styles from
  // the own server); blob workers inherit both policies.
  const SECOND_POLICY =
    "default-src 'none'; connect-src 'none'; script-src 'wasm-unsafe-eval'; worker-src blob:; img-src data: blob:; " +
    "form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types default";

  // The worker starts with the compiled module in its first message: from inside a sealed page it could not fetch it.
  // It holds a lock as long as it lives, so that the page notices its end however silent that was. (Browsers have
  // locks on https and on localhost only; without them the worker starts all the same.)
  const WORKER_START = `
    self.onmessage = ({ data: { module, lock } }) => {
      self.onmessage = null;
      const start = () => wasm_bindgen.initSync({ module });
      if (!self.navigator.locks) return start();
      self.navigator.locks.request(lock, () => {
        // Out of the lock's callback, so that an error of the start reaches the page as one.
        setTimeout(start);
        return new Promise(() => {});
      });
    };`;

  // A module of the newest instructions that the program is made of: sign extension, saturating conversion, filling of
  // memory, references.
  const NEEDED = new Uint8Array([
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00, 0x05,
    0x03, 0x01, 0x00, 0x01, 0x0a, 0x1c, 0x01, 0x1a, 0x00, 0x41, 0x00, 0xc0, 0x1a, 0x43, 0x00, 0x00, 0x00, 0x00, 0xfc,
    0x00, 0x1a, 0x41, 0x00, 0x41, 0x00, 0x41, 0x00, 0xfc, 0x0b, 0x00, 0xd0, 0x6f, 0x1a, 0x0b,
  ]);

  const ownFile = document.currentScript.src;
  let workerScript = "";
  let workerModule = null;

  // Kept before closing.js takes away what pages of one server could use to talk to each other.
  const locks = navigator.locks;

  // What the app sees of this file: how far it is and why not, whether the server seals too, what closing.js took away.
  const boot = { state: "loading", reason: "", server: false, closed: [], leaving: false, startWorker };
  Object.defineProperty(window, "stamkundeBoot", { value: boot });

  function become(state, reason) {
    boot.state = state;
    boot.reason = reason;
    const paragraph = document.getElementById("boot-state");
    if (paragraph && state === "failed") paragraph.textContent = `The page could not be started: ${reason}`;
    window.dispatchEvent(new Event("stamkunde-seal"));
  }

  // A digest that does not fit rejects the fetch: an old worker from a cache, or a changed file, never starts.
  async function get(what, url, integrity) {
    let response;
    try {
      response = await fetch(url, { integrity, credentials: "omit", referrerPolicy: "no-referrer" });
    } catch {
      throw new Error(`${what} could not be loaded, or is not the file this page was built with.`);
    }
    if (!response.ok) throw new Error(`${what} could not be loaded: the server answered ${response.status}.`);
    return response;
  }

  // A script element checks the digest of what it loads, which `import` cannot; what it has loaded, `import` then takes.
  function loadGlue(build) {
    const address = new URL(build.appGlue, document.baseURI).href;
    const script = document.createElement("script");
    script.type = "module";
    script.src = address;
    script.integrity = build.appGlueIntegrity;
    return new Promise((resolve, reject) => {
      script.onload = () => resolve(import(address));
      script.onerror = () =>
        reject(new Error("The page's script could not be loaded, or is not the file this page was built with."));
      document.head.append(script);
    });
  }

  async function startApp(build) {
    const [glue, module] = await Promise.all([
      loadGlue(build),
      get("The page's program", build.appModule, build.appModuleIntegrity),
    ]);
    await glue.default({ module_or_path: module });
  }

  async function loadWorker(build) {
    const [glue, module] = await Promise.all([
      get("The worker's script", build.workerGlue, build.workerGlueIntegrity).then((response) => response.text()),
      get("The worker's program", build.workerModule, build.workerModuleIntegrity)
        .then((response) => response.arrayBuffer())
        .then((bytes) => WebAssembly.compile(bytes)),
    ]);
    workerScript = URL.createObjectURL(new Blob([glue, WORKER_START], { type: "text/javascript" }));
    workerModule = module;
  }

  // Starts a worker; `onGone` is called when it is no more, also after `terminate`.
  function startWorker(onGone) {
    if (boot.state !== "sealed") throw new Error("not sealed");
    const lock = `stamkunde-worker-${performance.timeOrigin}-${Math.random()}`;
    const worker = new Worker(workerScript);
    const watch = () => locks?.request(lock, () => onGone());
    // Its first message says that it has the lock; asking before could get the lock instead of it.
    worker.addEventListener("message", watch, { once: true });
    worker.postMessage({ module: workerModule, lock });
    return worker;
  }

  // Asks the browser for a connection that it must now refuse. A failed request is not enough, it could be a lost
  // network: the refusal must come with the policy's name.
  function isRefused() {
    return new Promise((resolve) => {
      const marker = new URL("seal-check", document.baseURI).href;
      const done = (refused) => {
        document.removeEventListener("securitypolicyviolation", onViolation);
        resolve(refused);
      };
      const onViolation = (event) => {
        if (event.blockedURI === marker && event.effectiveDirective === "connect-src") done(true);
      };
      document.addEventListener("securitypolicyviolation", onViolation);
      fetch(marker, { method: "HEAD", cache: "no-store" }).then(
        () => done(false),
        () => setTimeout(() => done(false), 1000),
      );
    });
  }

  // Who else could look in: nothing that this page does keeps them out, so it must not be sealed with them there.
  function whoLooksIn() {
    if (navigator.serviceWorker?.controller) {
      return (
        "A service worker of this server stands between the page and the network, and sees what the page does. " +
        "Ask whoever runs the server for an address of its own for this page, or hold Shift while reloading."
      );
    }
    if (window.opener) {
      return "Another page opened this one and can read it. Copy the address into a tab of its own.";
    }
    if (window.top !== window) {
      return "Another page shows this one inside itself. Open the address in a tab of its own.";
    }
    return "";
  }

  // Whether the server told the browser which addresses this page may connect to, so that it refuses even the rest of its
  // own server: asked before sealing, when there is nothing that could leave. What was loaded a moment ago shows that
  // the network is there.
  async function doesServerSeal() {
    const ask = (address) => fetch(address, { method: "HEAD", cache: "no-store", credentials: "omit" });
    const isRefused = await ask(new URL("seal-check", document.baseURI)).then(
      () => false,
      () => true,
    );
    if (!isRefused) return false;
    return ask(ownFile).then(
      (response) => response.ok,
      () => false,
    );
  }

  async function seal() {
    const looks = whoLooksIn();
    if (looks) throw new Error(looks);
    boot.server = await doesServerSeal();
    const policy = document.createElement("meta");
    policy.httpEquiv = "Content-Security-Policy";
    policy.content = SECOND_POLICY;
    const { taken, leaving } = window.stamkundeClosing();
    delete window.stamkundeClosing;
    boot.closed = taken;
    boot.leaving = leaving;
    document.head.append(policy);
    if (!(await isRefused())) throw new Error("This browser did not refuse a connection after sealing.");
    Object.freeze(boot.closed);
  }

  async function start() {
    const build = document.querySelector('meta[name="stamkunde-build"]').dataset;
    if (!globalThis.WebAssembly?.validate(NEEDED)) {
      throw new Error("This browser is too old for it. Chrome or Edge 97, Firefox 102, Safari 16.4 and newer ones do.");
    }
    if (!build.workerGlueIntegrity) throw new Error("The page was built without its worker.");
    await Promise.all([startApp(build), loadWorker(build)]);
    await seal();
  }

  start().then(
    () => become("sealed", ""),
    (error) => become("failed", error instanceof Error ? error.message : String(error)),
  );
})();
