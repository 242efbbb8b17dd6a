// The engine in a worker: each message names a function and its argument; the answer is the milliseconds that it took.
importScripts("/engine/engine_bench.js");
let bench;
const work = {
  load: (csv) => { bench = new wasm_bindgen.Bench(csv); },
  answers: (recipe) => bench.answers(recipe),
  all: (recipe) => bench.all(recipe),
  bg_nbd: (triples) => [...wasm_bindgen.bg_nbd(triples)],
};
self.onmessage = ({ data: [what, argument] }) => {
  const start = performance.now();
  const result = work[what](argument);
  postMessage({ ms: performance.now() - start, result, memory: wasm_bindgen.initSync().memory.buffer.byteLength });
};
wasm_bindgen({ module_or_path: "/engine/engine_bench_bg.wasm" }).then(() => postMessage("ready"));
