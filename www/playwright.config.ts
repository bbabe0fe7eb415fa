// One runner for all tests of the page: pure ones need no browser, the others take the machine's Chromium.
// The page is the built one in dist/, from a sub-path as in somebody's documentation, under a strict Content-Security-Policy.
//   CHROMIUM=/path/to/chromium   another browser        PORT=8081   another port to serve it from

import { defineConfig } from "@playwright/test";

const port = Number(process.env["PORT"] ?? 4185);
const site = `http://127.0.0.1:${port}/docs/paxos/`;

export default defineConfig({
  testDir: "tests",
  outputDir: "../test-results",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  reporter: "list",
  // A search of every state takes seconds on a quick machine; this is for slow ones, and only a hang comes near it.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  webServer: { command: `node serve.mjs --port ${port} --prefix /docs/paxos/`, url: site },
  use: {
    baseURL: site,
    viewport: { width: 1280, height: 900 },
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
