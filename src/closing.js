// Takes away what a policy of the page does not cover: ways of sending that no Content-Security-Policy refuses, and places
// where the next page of the same server could find something. boot.js calls it just before it seals, when every file is
// here. Nothing is closed silently: what was taken away is returned by name, and the header's button shows it.
//
// Only the page's own code runs here, and this file is short enough to be read: it is a second lock, for browsers and
// servers that have no better one (see docs/sealing.md), not a fence against a hostile script.
(() => {
  "use strict";

  // By what they could do.
  const TAKEN = {
    "direct connections": [
      "RTCPeerConnection",
      "webkitRTCPeerConnection",
      "RTCDataChannel",
      "WebTransport",
      "WebSocketStream",
      "TCPSocket",
      "UDPSocket",
    ],
    "other windows": ["open", "showModalDialog", "SharedWorker", "PresentationRequest", "documentPictureInPicture"],
    "storage and messages to other tabs": [
      "BroadcastChannel",
      "localStorage",
      "sessionStorage",
      "indexedDB",
      "caches",
      "cookieStore",
    ],
    "services of the browser that ask a server": [
      "speechSynthesis",
      "SpeechSynthesisUtterance",
      "SpeechRecognition",
      "webkitSpeechRecognition",
      "PaymentRequest",
      "Notification",
      "PushManager",
      "LanguageModel",
      "Translator",
      "LanguageDetector",
      "Summarizer",
      "Writer",
      "Rewriter",
      "Proofreader",
      "XSLTProcessor",
      "fetchLater",
    ],
  };

  // Properties of `navigator` that lead out.
  const OF_NAVIGATOR = [
    "serviceWorker",
    "storage",
    "share",
    "credentials",
    "presentation",
    "bluetooth",
    "usb",
    "serial",
    "hid",
    "mediaDevices",
    "geolocation",
    "registerProtocolHandler",
    "contacts",
    "wakeLock",
    "joinAdInterestGroup",
    "runAdAuction",
  ];

  // A frame of no address is a page of its own, with everything that was taken away here.
  const FRAMES = ["iframe", "frame", "frameset", "object", "embed", "fencedframe", "portal", "applet"];
  // A hint makes the browser look up a host's name.
  const HINTS = ["link", "base", "meta"];
  const IN_HTML = new RegExp(`<\\s*/?\\s*(${[...FRAMES, ...HINTS].join("|")})\\b`, "i");

  const refuse = (what) => {
    throw new DOMException(`The page has given up ${what}.`, "SecurityError");
  };

  function take(owner, name, value = undefined) {
    if (!owner || !(name in owner)) return false;
    try {
      delete owner[name];
      Object.defineProperty(owner, name, { value, writable: false, configurable: false });
    } catch {
      // A property that cannot be replaced on this object can be on the one it inherits from.
      const proto = Object.getPrototypeOf(owner);
      try {
        Object.defineProperty(proto, name, { get: () => value, set: undefined, configurable: false });
      } catch {
        return false;
      }
    }
    return owner[name] === value;
  }

  function makeImpossible(prototype, method, isRefused, what) {
    const original = prototype?.[method];
    if (!original) return;
    Object.defineProperty(prototype, method, {
      value(...given) {
        if (isRefused.apply(this, given)) refuse(what);
        return original.apply(this, given);
      },
      writable: false,
      configurable: false,
    });
  }

  function closeFrames() {
    const local = (name) => String(name).toLowerCase().replace(/^.*:/, "");
    const isElement = (name) => FRAMES.includes(local(name)) || HINTS.includes(local(name));
    makeImpossible(Document.prototype, "createElement", isElement, "frames and hints");
    makeImpossible(Document.prototype, "createElementNS", (_, name) => isElement(name), "frames and hints");
    // `class extends HTMLIFrameElement` would make one too.
    makeImpossible(globalThis.CustomElementRegistry?.prototype, "define", () => true, "elements of its own");
    // Markup in a text: every setter and method that reads it goes through this policy where browsers have it.
    globalThis.trustedTypes?.createPolicy("default", {
      createHTML: (text) => (IN_HTML.test(text) ? refuse("frames and hints") : text),
      createScriptURL: (address) => address,
    });
    for (const [prototype, setter] of [
      [Element.prototype, "innerHTML"],
      [Element.prototype, "outerHTML"],
      [globalThis.ShadowRoot?.prototype, "innerHTML"],
      [globalThis.HTMLIFrameElement?.prototype, "srcdoc"],
    ]) {
      const found = prototype && Object.getOwnPropertyDescriptor(prototype, setter);
      if (!found?.set) continue;
      Object.defineProperty(prototype, setter, {
        ...found,
        set(text) {
          if (IN_HTML.test(text)) refuse("frames and hints");
          found.set.call(this, text);
        },
        configurable: false,
      });
    }
    for (const [prototype, method] of [
      [Element.prototype, "insertAdjacentHTML"],
      [Element.prototype, "setHTMLUnsafe"],
      [Range.prototype, "createContextualFragment"],
      [Document.prototype, "write"],
      [Document.prototype, "writeln"],
      [globalThis.DOMParser?.prototype, "parseFromString"],
    ]) {
      makeImpossible(prototype, method, (...given) => given.some((text) => IN_HTML.test(text)), "frames and hints");
    }
    if (Document.parseHTMLUnsafe) {
      makeImpossible(Document, "parseHTMLUnsafe", (text) => IN_HTML.test(text), "frames and hints");
    }
  }

  const isInside = (address) => /^(blob:|data:|javascript:void)/.test(address);

  // A click leads out where its link leads to anything but a place of this page or a file made here.
  function leadsOut(link) {
    const address = typeof link.href === "string" ? link.href : (link.href?.baseVal ?? "");
    if (address === "" || isInside(address)) return false;
    const here = location.href.replace(/#.*$/, "");
    return new URL(address, document.baseURI).href.replace(/#.*$/, "") !== here;
  }

  function closeLeaving() {
    const isLink = (target) => target instanceof Element && ["a", "area"].includes(target.localName);
    const onClick = (event) => {
      const link = event.composedPath().find(isLink);
      if (!link || !leadsOut(link)) return;
      // A link that somebody follows is what the browser's own window is for: it is opened without this page.
      event.preventDefault();
    };
    for (const type of ["click", "auxclick"]) addEventListener(type, onClick, { capture: true });
    addEventListener("submit", (event) => event.preventDefault(), { capture: true });
    makeImpossible(HTMLElement.prototype, "click", function () { return isLink(this) && leadsOut(this); }, "links elsewhere");
    makeImpossible(
      EventTarget.prototype,
      "dispatchEvent",
      function (event) { return isLink(this) && /click$/.test(event?.type) && leadsOut(this); },
      "links elsewhere",
    );
    for (const method of ["submit", "requestSubmit"]) {
      makeImpossible(HTMLFormElement.prototype, method, () => true, "forms");
    }
    // Everything a script can do to go elsewhere, and to another address of the own server: that could carry data. A
    // place of this page (#…) stays possible, and what somebody types or reloads is not the script's.
    const here = location.href.replace(/#.*$/, "");
    globalThis.navigation?.addEventListener("navigate", (event) => {
      const to = event.destination.url.replace(/#.*$/, "");
      const isFile = event.downloadRequest !== null && isInside(to);
      if (!isFile && to !== here && event.cancelable) event.preventDefault();
    });
    return Boolean(globalThis.navigation);
  }

  function close() {
    const taken = [];
    for (const [what, names] of Object.entries(TAKEN)) {
      const gone = names.filter((name) => take(globalThis, name));
      if (gone.length > 0) taken.push({ what, names: gone });
    }
    const services = OF_NAVIGATOR.filter((name) => take(navigator, name));
    if (services.length > 0) taken.push({ what: "services of navigator", names: services });
    take(globalThis, "name", "");
    for (const name of ["cookie"]) {
      Object.defineProperty(Document.prototype, name, { get: () => "", set: () => refuse("cookies"), configurable: false });
    }
    taken.push({ what: "what stays in the browser", names: ["window.name", "document.cookie"] });
    closeFrames();
    taken.push({ what: "frames and hints", names: [...FRAMES, ...HINTS] });
    const leaving = closeLeaving();
    taken.push({ what: "forms and links elsewhere", names: ["form", "a", ...(leaving ? ["location"] : [])] });
    return { taken, leaving };
  }

  Object.defineProperty(window, "stamkundeClosing", { value: close, configurable: true });
})();
