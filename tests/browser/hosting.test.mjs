// The page behind nginx, Caddy and Apache, configured as docs/hosting.md says: in a folder of the server, with types,
// compression and the headers that `cargo xtask headers` prints for each.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { DIST, launch, sealed } from "./harness.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const run = promisify(execFile);

// By server: its program, its configuration, and how it runs in the foreground.
const SERVERS = {
  nginx: {
    program: process.env.NGINX ?? "nginx",
    config: ({ port, folder, headers }) => `
daemon off; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http {
  include /etc/nginx/mime.types;
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  gzip on;
  gzip_types text/css text/javascript application/javascript application/wasm;
  server {
    listen 127.0.0.1:${port};
    root ${folder}/www;
    ${headers}
  }
}`,
    start: (file) => ["-c", file],
  },
  caddy: {
    program: process.env.CADDY ?? "caddy",
    config: ({ port, folder, headers }) => `
{
  admin off
  auto_https off
}
http://127.0.0.1:${port} {
  bind 127.0.0.1
  root * ${folder}/www
  encode {
    gzip
    match {
      header Content-Type text/*
      header Content-Type application/javascript*
      header Content-Type application/wasm*
    }
  }
  ${headers}
  file_server
}`,
    start: (file) => ["run", "--adapter", "caddyfile", "--config", file],
  },
  apache: {
    program: process.env.APACHE ?? "apache2",
    config: ({ port, folder, headers }) => `
ServerRoot /usr/lib/apache2
${["mpm_event", "authz_core", "mime", "dir", "headers", "filter", "deflate"]
  .map((name) => `LoadModule ${name}_module modules/mod_${name}.so`)
  .join("\n")}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
DefaultRuntimeDir ${folder}
DocumentRoot ${folder}/www
DirectoryIndex index.html
TypesConfig ${folder}/mime.types
AddType application/wasm .wasm
AddType text/javascript .js
AddOutputFilterByType DEFLATE text/html text/css text/javascript application/wasm
${headers}`,
    start: (file) => ["-D", "FOREGROUND", "-f", file],
  },
};

async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Waits until something answers at a port, or the server has ended. */
async function answers(port, child) {
  while (child.exitCode === null) {
    const isThere = await new Promise((told) => {
      const socket = connect(port, "127.0.0.1", () => told(true));
      socket.on("error", () => told(false));
      socket.on("connect", () => socket.end());
    });
    if (isThere) return;
    await new Promise((later) => setTimeout(later, 50));
  }
  throw new Error(`the server ended with ${child.exitCode}`);
}

async function host(name) {
  const { program, config, start } = SERVERS[name];
  const folder = await mkdtemp(join(tmpdir(), "stamkunde-"));
  const port = await freePort();
  const address = `http://127.0.0.1:${port}/tools/stamkunde/`;
  await mkdir(join(folder, "www/tools"), { recursive: true });
  await cp(DIST, join(folder, "www/tools/stamkunde"), { recursive: true });
  // the servers give up the rights of root, and the folder is this user's alone
  await run("chmod", ["-R", "a+rX", folder]);
  const { stdout: headers } = await run(process.env.STAMKUNDE_XTASK, ["headers", address, name]);
  const file = join(folder, "server.conf");
  await writeFile(file, config({ port, folder, headers }));
  // Debian's list of types is in a package of its own, which a bare machine may not have
  await writeFile(join(folder, "mime.types"), "text/html html\ntext/css css\n");
  const child = spawn(program, start(file), {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, HOME: folder },
  });
  let said = "";
  child.stderr.on("data", (bytes) => (said += bytes));
  const close = async () => {
    child.kill("SIGTERM");
    if (child.exitCode === null) await new Promise((ended) => child.once("exit", ended));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await answers(port, child);
  } catch (error) {
    await close();
    throw new Error(`${error.message}: ${said}`);
  }
  return { address, close };
}

for (const name of Object.keys(SERVERS)) {
  test(`behind ${name} the page is sealed by policy and server, with types and compression`, async (t) => {
    const { address, close } = await host(name);
    t.after(close);
    const files = await readdir(DIST);
    for (const [ending, type] of [[".wasm", /^application\/wasm/], [".js", /^(text|application)\/javascript/], [".css", /^text\/css/]]) {
      const file = files.find((file) => file.endsWith(ending));
      const response = await fetch(address + file, { headers: { "accept-encoding": "gzip" } });
      assert.equal(response.status, 200, file);
      assert.match(response.headers.get("content-type"), type, file);
      assert.equal(response.headers.get("content-encoding"), "gzip", file);
      await response.arrayBuffer();
    }
    const missing = await fetch(`${address}nothing-here`);
    assert.equal(missing.status, 404);
    if (name !== "caddy") assert.ok(missing.headers.get("connection-allowlist"), "also what is not there is answered with the headers");
    const context = await browser.newContext();
    t.after(() => context.close());
    const page = await context.newPage();
    await page.goto(address);
    await sealed(page);
    assert.match(await page.locator("#seal-state").innerText(), /^sealed by policy and server:/);
    await page.locator("#worker-state", { hasText: "Ready" }).waitFor();
  });
}
