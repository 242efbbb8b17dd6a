// What a page still holds when everything that nobody holds has been given back: canvases, nodes, listeners, bytes.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** How many objects with this prototype live in the page, and what `of` makes of each of them in sum. */
async function objects(session, prototype, of) {
  const objectGroup = "held";
  const { result } = await session.send("Runtime.evaluate", { expression: prototype, objectGroup });
  const all = await session.send("Runtime.queryObjects", { prototypeObjectId: result.objectId, objectGroup });
  const { result: sum } = await session.send("Runtime.callFunctionOn", {
    objectId: all.objects.objectId,
    functionDeclaration: `function () { return this.reduce((sum, one) => sum + (${of})(one), 0); }`,
    returnByValue: true,
  });
  // else the debugger itself would hold them
  await session.send("Runtime.releaseObjectGroup", { objectGroup });
  return sum.value;
}

/** Megabytes of the process that draws the page and runs its workers, as the system counts them. */
async function rendererMegabytes(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", renderers.join(",")]);
  // the browser keeps an empty one in store
  return Math.max(...stdout.trim().split(/\s+/).map(Number)) / 1024;
}

/** A function that tells what the page holds now. */
export async function holding(browser, page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.enable");
  await session.send("Performance.enable");
  return async () => {
    // what one round lets go of may have held something else, on the other side of the bridge to WebAssembly
    for (let round = 0; round < 3; round += 1) await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    const metric = (name) => metrics.find((one) => one.name === name).value;
    return {
      canvases: await objects(session, "HTMLCanvasElement.prototype", "() => 1"),
      nodes: metric("Nodes"),
      listeners: metric("JSEventListeners"),
      heapMegabytes: metric("JSHeapUsedSize") / 2 ** 20,
      programMegabytes: (await objects(session, "WebAssembly.Memory.prototype", "({ buffer }) => buffer.byteLength")) / 2 ** 20,
      rendererMegabytes: await rendererMegabytes(browser),
    };
  };
}
