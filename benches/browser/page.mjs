// Each measures from the file given to the rows there; starting the library is not counted.

const chosen = () => document.querySelector("#file").files[0];

/** A worker of benches/browser, started; gives the milliseconds from the file given to its answer, and the answer. */
async function inWorker(script) {
  const worker = new Worker(script);
  const next = () =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    });
  await next();
  const start = performance.now();
  worker.postMessage(chosen());
  const rows = await next();
  const ms = performance.now() - start;
  worker.terminate();
  return { ms, rows };
}

globalThis.sheetjs = () => inWorker("sheetjs.js");
globalThis.papaparse = () => inWorker("papaparse.js");

async function openDuckdb() {
  const duckdb = await import("@duckdb/duckdb-wasm");
  const dist = "/npm/@duckdb/duckdb-wasm/dist";
  const worker = new Worker(`${dist}/duckdb-browser-eh.worker.js`);
  const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
  await db.instantiate(new URL(`${dist}/duckdb-eh.wasm`, location.href).href);
  const connection = await db.connect();
  const start = performance.now();
  await db.registerFileHandle("orders.csv", chosen(), duckdb.DuckDBDataProtocol.BROWSER_FILEREADER, true);
  await connection.query("CREATE TABLE orders AS SELECT * FROM read_csv('orders.csv')");
  return { db, connection, ms: performance.now() - start };
}

globalThis.duckdb = async () => {
  const { db, connection, ms } = await openDuckdb();
  const rows = Number((await connection.query("SELECT count(*) AS n FROM orders")).toArray()[0].n);
  await db.terminate();
  return { ms, rows };
};

/** DuckDB-WASM with the file as a table, to be asked many times: milliseconds and rows of a list of statements. */
globalThis.openSql = async () => {
  const { connection } = await openDuckdb();
  globalThis.sql = async (statements) => {
    const start = performance.now();
    let rows = [];
    for (const statement of statements) rows = (await connection.query(statement)).toArray().map((row) => Object.values(row.toJSON()).map(Number));
    return { ms: performance.now() - start, rows };
  };
};

/** The engine in a worker with the file loaded, to be asked many times. */
globalThis.openEngine = async () => {
  const worker = new Worker("engine-worker.js");
  const next = () =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    });
  await next();
  globalThis.engine = (what, argument, transfer = []) => {
    const answer = next();
    worker.postMessage([what, argument], transfer);
    return answer;
  };
  const csv = new Uint8Array(await chosen().arrayBuffer());
  return await globalThis.engine("load", csv, [csv.buffer]);
};

globalThis.isLoaded = true;
