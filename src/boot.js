// Loads the program, then seals the page. The only script of the page that is written by hand.
//
// Order matters: everything that will ever be needed is fetched first, then the second policy is added, then the
// browser is asked to break it, and only when it refuses does the page call itself sealed. The app shows the state
// and lets no file be chosen before.
(() => {
  "use strict";

  // Added to the policy in index.html: a request must pass both, and none passes this one. It cannot be lifted
  // until the page is loaded again. `default-src` ends what the first policy still allows (scripts and styles from
  // the own server); blob workers inherit both policies.
  const SECOND_POLICY =
    "default-src 'none'; connect-src 'none'; script-src 'wasm-unsafe-eval'; worker-src blob:; img-src data: blob:; " +
    "form-action 'none'; base-uri 'none'";

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

  let workerScript = "";
  let workerModule = null;

  // What the app sees of this file.
  const boot = { state: "loading", reason: "", startWorker };
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

  async function startApp(build) {
    const [glue, module] = await Promise.all([
      import(new URL(build.appGlue, document.baseURI)),
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
    const watch = () => navigator.locks?.request(lock, () => onGone());
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

  async function seal() {
    const policy = document.createElement("meta");
    policy.httpEquiv = "Content-Security-Policy";
    policy.content = SECOND_POLICY;
    document.head.append(policy);
    if (!(await isRefused())) throw new Error("This browser did not refuse a connection after sealing.");
  }

  async function start() {
    const build = document.querySelector('meta[name="stamkunde-build"]').dataset;
    if (!build.workerGlueIntegrity) throw new Error("The page was built without its worker.");
    await Promise.all([startApp(build), loadWorker(build)]);
    await seal();
  }

  start().then(
    () => become("sealed", ""),
    (error) => become("failed", error instanceof Error ? error.message : String(error)),
  );
})();
