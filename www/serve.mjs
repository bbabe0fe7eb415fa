// Serves a built page as a strict static host does, to pages of other origins as well: node serve.mjs [--dir DIR] [--port N] [--prefix /PATH/]

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    dir: { type: "string", default: join(dirname(fileURLToPath(import.meta.url)), "..", "dist") },
    port: { type: "string", default: "8080" },
    prefix: { type: "string", default: "/" },
  },
});

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".wasm": "application/wasm" };
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' blob:";

const port = Number(values.port);
if (!Number.isInteger(port) || port < 1 || port > 65535) {
  console.error(`error: "${values.port}" is no port; it must be a whole number from 1 to 65535.`);
  process.exit(2);
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const inside = pathname.startsWith(values.prefix) ? pathname.slice(values.prefix.length) : undefined;
  // Normalized from the root, so that no path leads out of the folder.
  const file = inside === undefined ? undefined : normalize(`/${decode(inside) || "index.html"}`);
  try {
    const body = await readFile(join(values.dir, file ?? "/no-such-file"));
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-security-policy": POLICY, "cache-control": "no-cache", "access-control-allow-origin": "*" });
    response.end(body);
  } catch {
    response.writeHead(404, { "content-type": "text/plain" });
    response.end("There is no such file.");
  }
});

server.on("error", (error) => {
  console.error(`error: can't listen on port ${port}: ${error.message}. Choose another: ./build.sh serve PORT`);
  process.exit(2);
});
server.listen(port, "127.0.0.1", () => console.log(`Paxos Lab is at http://localhost:${port}${values.prefix} - Ctrl-C ends it.`));

for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));

function decode(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return "no-such-file";
  }
}
