// The lab's wasm in node: for each order a fresh thread that compiles the module anew, so that every run is a first one, and drives
// the lab by slices as the page's worker does. An order a line on stdin, an answer a line on stdout; ends when stdin does.

import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";

const generated = new URL("../../www/generated/", import.meta.url);
const wasm = fileURLToPath(new URL("paxos_lab_bg.wasm", generated));

/** As in www/src/worker.ts. */
const SLICE_MS = 12;
const BUDGET_FIRST = 200;
const RUN = 1;

if (isMainThread) {
  const tell = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
  const lines = createInterface({ input: process.stdin });
  lines.on("line", async (line) => {
    try {
      tell(await inThread(JSON.parse(line).search));
    } catch (error) {
      tell({ failed: `failed: ${error.message}` });
    }
  });
  lines.on("close", () => process.exit(0));
  tell(existsSync(wasm) ? { ready: true } : { failed: "not built: ./build.sh makes the wasm" });
} else {
  parentPort.postMessage(await search(workerData));
}

function inThread(setting) {
  return new Promise((resolve, reject) => {
    const thread = new Worker(fileURLToPath(import.meta.url), { workerData: setting });
    thread.once("message", resolve);
    thread.once("error", reject);
  });
}

async function search({ clients }) {
  const bytes = readFileSync(wasm);
  const compiled = performance.now();
  const module = await WebAssembly.compile(bytes);
  const compileMs = performance.now() - compiled;
  const { initSync, Lab } = await import(new URL("paxos_lab.js", generated).href);
  const { memory } = initSync({ module });
  const lab = new Lab();
  const config = { client_count: clients, server_count: 3, network: "unordered_nonduplicating", put_count: 1, lossy: false, max_crashes: 0 };
  lab.handle({ type: "configure", config });

  let budget = BUDGET_FIRST;
  let tableBytes = 0;
  const started = performance.now();
  let view = checked(lab.handle({ type: "checkStart", run: RUN, options: { exhaustive: true } }));
  while (view.status === "running") {
    const before = performance.now();
    view = checked(lab.handle({ type: "checkAdvance", run: RUN, budget }));
    const factor = SLICE_MS / Math.max(performance.now() - before, 0.1);
    budget = Math.min(1_000_000, Math.max(16, Math.round(budget * Math.min(2, Math.max(0.5, factor)))));
    tableBytes = Math.max(tableBytes, view.bytes);
  }
  const ms = performance.now() - started;
  if (view.status !== "complete") throw new Error(view.summary);
  // A module's memory never shrinks.
  return { ms, generated: view.generated, unique: view.unique, tableBytes, peakBytes: memory.buffer.byteLength, compileMs };
}

function checked(events) {
  const failed = events.find((event) => event.type === "failed");
  if (failed) throw new Error(failed.message);
  return events.find((event) => event.type === "check");
}
