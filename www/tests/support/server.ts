// Serves a folder on the loopback as a strict static host would: from a sub-path, with a Content-Security-Policy. Never lists and
// never leaves the folder.

import { createServer } from "node:http";
import type { Server } from "node:http";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, resolve, sep } from "node:path";

/** Where somebody's documentation might keep the page. */
const PREFIX = "/docs/paxos/";

export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
].join("; ");

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

export interface Site {
  /** The page's address. */
  url: string;
  close(): Promise<void>;
}

/** Starts on a free port. */
export async function serve(folder: string): Promise<Site> {
  const root = resolve(folder);
  const server: Server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const name = path === PREFIX ? "index.html" : path.slice(PREFIX.length);
    const file = normalize(join(root, name));
    if (!path.startsWith(PREFIX) || !file.startsWith(root + sep)) return response.writeHead(404).end();
    try {
      const body = await readFile(file);
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-security-policy": POLICY });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${PREFIX}`,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
