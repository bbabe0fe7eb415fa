// Opens a link, tells each step, and checks every state. Runs in node, `node example.mjs [LINK]`, and as a module of a page.

import init, { Lab } from "paxos-lab";

const isNode = typeof process !== "undefined" && !!process.versions?.node;
const link = (isNode ? process.argv[2] : location.hash.slice(1)) || "v=1&run=AuXdGA&sum=yGDAQA";

await init(isNode ? { module_or_path: await bytes("paxos-lab/paxos_lab_bg.wasm") } : undefined);
const lab = new Lab();

for (const event of lab.handle({ type: "open", text: link })) {
  if (event.type === "trace") event.steps.forEach((step, number) => console.log(`${number}. ${step.label}: ${step.why}`));
  if (event.type === "opened" || event.type === "failed") console.log(event.message);
}

let [check] = lab.handle({ type: "checkStart", run: 1, options: {} });
while (check.type === "check" && check.status === "running") {
  [check] = lab.handle({ type: "checkAdvance", run: 1, budget: 10_000 });
  // Whatever else there is to do has its turn between two slices.
  await new Promise((done) => setTimeout(done));
}
if (check.type === "check") for (const { name, text } of check.properties) console.log(`${name}: ${text}`);
else console.log(check.message);
lab.free();

async function bytes(file) {
  const { readFile } = await import("node:fs/promises");
  return readFile(new URL(import.meta.resolve(file)));
}
