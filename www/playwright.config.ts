// One runner for all tests of the page: pure ones need no browser, the others take the machine's Chromium.
//   CHROMIUM=/path/to/chromium   another one        PAXOS_LAB_DIST=dir   another build of the page

import { defineConfig } from "@playwright/test";

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
  use: {
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
