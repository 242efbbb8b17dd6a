// Papa Parse in a worker: bare parsing, row by row, nothing kept.
importScripts("/npm/papaparse/papaparse.min.js");
self.onmessage = ({ data: file }) => {
  let rows = -1;
  Papa.parse(file, {
    skipEmptyLines: true,
    step: () => { rows += 1; },
    complete: () => postMessage(rows),
  });
};
postMessage("ready");
