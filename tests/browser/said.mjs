// What page and worker say to each other, seen from the worker: which kinds of messages it posts, and how long it takes
// to hear one.

/** The names of `FromWorker`, in its order. */
const KINDS = ["Ready", "Progress", "Inspected", "Effect", "Answered", "Later", "Values", "Customers"];

/**
 * Listens in the page's newest worker from now on. `said()` counts what it has posted, by kind; `deaf()` are the
 * milliseconds between each message of the page and the moment when the worker hears it.
 */
export async function overhear(page) {
  const worker = page.workers().at(-1);
  await page.evaluate(() => {
    globalThis.sent = [];
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (...all) {
      globalThis.sent.push(performance.timeOrigin + performance.now());
      return postMessage.apply(this, all);
    };
  });
  await worker.evaluate(() => {
    globalThis.heard = [];
    globalThis.posted = [];
    self.addEventListener("message", () => globalThis.heard.push(performance.timeOrigin + performance.now()));
    const { postMessage } = self;
    self.postMessage = (bytes, ...more) => {
      // postcard: the request as a number of seven bits a byte, then the kind
      if (bytes instanceof Uint8Array) globalThis.posted.push(bytes[bytes.findIndex((byte) => byte < 128) + 1]);
      return postMessage.call(self, bytes, ...more);
    };
  });
  const said = async () => {
    const posted = await worker.evaluate(() => globalThis.posted);
    return Object.fromEntries(KINDS.map((kind, at) => [kind, posted.filter((one) => one === at).length]));
  };
  const deaf = async () => {
    const [sent, heard] = [await page.evaluate(() => globalThis.sent), await worker.evaluate(() => globalThis.heard)];
    return heard.map((time, at) => time - sent[at]);
  };
  return { said, deaf };
}
