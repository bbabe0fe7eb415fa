// The built page in headless Chromium, served under its strict policy: its own worker is spoken to by the worker's own messages, in
// the open page, which hears the answers too. A run is timed in the page, from posting the start to the message with the last count;
// each is in a page loaded anew, so the wasm compiles anew, and a second later, as nobody is quicker to ask for a check.
// An order a line on stdin, an answer a line on stdout; ends when stdin does.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const www = new URL("../../www/", import.meta.url);
const PREFIX = "/docs/paxos/";
/** How a check is disturbed. No answer takes as long as `lostMs` but from a worker that is gone. */
const ASKING = { everyMs: 200, lostMs: 30_000, stopsWanted: 5, pausesBeforeStop: 3 };

const ASKED_AFTER_MS = 1_000;

const tell = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

let browser;
try {
  if (!existsSync(new URL("../dist/worker.js", www))) throw new Error("the page isn't built: ./build.sh makes it");
  const { chromium } = createRequire(new URL("package.json", www))("@playwright/test");
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
} catch (error) {
  tell({ failed: `can't start: ${firstLine(error)}` });
  process.exit(1);
}

const lines = createInterface({ input: process.stdin });
lines.on("close", () => browser.close().finally(() => process.exit(0)));

const site = await serve();
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.addInitScript(lendWorker);
lines.on("line", async (line) => {
  const { search, latency } = JSON.parse(line);
  try {
    await page.goto(site);
    await page.evaluate(() => globalThis.lent.ready);
    await page.waitForTimeout(ASKED_AFTER_MS);
    if (search) tell(await page.evaluate(whole, { config: config(search.clients) }));
    if (latency) tell(await page.evaluate(meanwhile, { config: config(latency.clients), seconds: latency.seconds, ...ASKING }));
  } catch (error) {
    tell({ failed: `failed: ${firstLine(error)}` });
  }
});
tell({ ready: true });

function config(clients) {
  return { client_count: clients, server_count: 3, network: "unordered_nonduplicating", put_count: 1, lossy: false, max_crashes: 0 };
}

/** By the page's own server, in this process; what it says is no answer. */
async function serve() {
  const port = await new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
  process.argv.push("--port", String(port), "--prefix", PREFIX);
  const listening = new Promise((resolve) => {
    console.log = resolve;
  });
  await import(new URL("serve.mjs", www).href);
  await listening;
  return `http://127.0.0.1:${port}${PREFIX}`;
}

function firstLine(error) {
  return String(error?.message ?? error).split("\n")[0];
}

// The functions below run in the page.

/** Before any script of the page: whatever worker it starts can be spoken to from here as well. */
function lendWorker() {
  const Plain = globalThis.Worker;
  globalThis.lent = {};
  globalThis.lent.ready = new Promise((resolve) => {
    globalThis.Worker = class extends Plain {
      constructor(...args) {
        super(...args);
        globalThis.lent.worker = this;
        globalThis.lent.broken = new Promise((_, reject) => {
          this.addEventListener("error", (event) => reject(new Error(event.message)));
          this.addEventListener("message", ({ data }) => {
            if (data.type === "ready") resolve();
            if (data.type === "panic") reject(new Error(data.message));
          });
        });
        // It matters to whoever waits at that time, if anybody does.
        globalThis.lent.broken.catch(() => {});
      }
    };
  });
}

async function whole({ config }) {
  const { worker, broken } = globalThis.lent;
  // Far above the page's own, so that it isn't taken for one of them.
  const run = 1_000_001;
  const heard = (take) =>
    new Promise((resolve, reject) => {
      worker.addEventListener("message", function hear({ data }) {
        if (data.type !== "events") return;
        const failed = data.events.find((event) => event.type === "failed");
        if (failed) reject(new Error(failed.message));
        else if (!take(data)) return;
        else resolve();
        worker.removeEventListener("message", hear);
      });
    });
  const configured = heard((data) => data.id === run);
  worker.postMessage({ type: "command", lab: 1, id: run, command: { type: "configure", config } });
  await Promise.race([configured, broken]);
  let tableBytes = 0;
  let last;
  const ended = heard(({ events }) => {
    const view = events.find((event) => event.type === "check" && event.run === run);
    if (!view) return false;
    tableBytes = Math.max(tableBytes, view.bytes);
    last = { view, at: performance.now() };
    return view.status !== "running";
  });
  const started = performance.now();
  worker.postMessage({ type: "command", lab: 1, id: run + 1, command: { type: "checkStart", run, options: { exhaustive: true } } });
  await Promise.race([ended, broken]);
  const { view, at } = last;
  if (view.status !== "complete") throw new Error(view.summary);
  return { ms: at - started, generated: view.generated, unique: view.unique, tableBytes };
}

async function meanwhile({ config, seconds, everyMs, lostMs, stopsWanted, pausesBeforeStop }) {
  const { worker } = globalThis.lent;
  const run = 2_000_001;
  let id = run;
  const ask = (command) =>
    new Promise((resolve, reject) => {
      const mine = ++id;
      const lost = setTimeout(() => reject(new Error(`no answer to ${command.type}`)), lostMs);
      worker.addEventListener("message", function hear({ data }) {
        if (data.type !== "events" || data.id !== mine) return;
        clearTimeout(lost);
        worker.removeEventListener("message", hear);
        resolve({ ms: performance.now() - started, events: data.events });
      });
      const started = performance.now();
      worker.postMessage({ type: "command", lab: 1, id: mine, command });
    });
  const pause = () => new Promise((resolve) => setTimeout(resolve, everyMs));

  await ask({ type: "configure", config });
  await ask({ type: "checkStart", run, options: { exhaustive: true } });
  const answers = [];
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    await pause();
    // A step, and back to the start.
    const command = answers.length % 2 === 0 ? { type: "act", action: 0 } : { type: "seek", step: 0 };
    answers.push((await ask(command)).ms);
  }
  const stops = [];
  let wasRunning = true;
  let unique = 0;
  for (;;) {
    const stop = await ask({ type: "checkStop", run: run + stops.length, why: "person" });
    const view = stop.events.find((event) => event.type === "check");
    wasRunning &&= view?.status === "stopped";
    unique = Math.max(unique, view?.unique ?? 0);
    stops.push(stop.ms);
    if (stops.length === stopsWanted) break;
    await ask({ type: "checkStart", run: run + stops.length, options: { exhaustive: true } });
    for (let waited = 0; waited < pausesBeforeStop; waited += 1) await pause();
  }
  return { answersMs: answers, stopsMs: stops, wasRunning, unique };
}
