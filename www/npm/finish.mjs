// Makes the npm package that wasm-pack has built ready for its users: its own README, an example, and what may be imported.
// node finish.mjs FOLDER

import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2]);
const own = ["README.md", "example.mjs"];

for (const file of own) copyFileSync(join(here, file), join(folder, file));
const description = join(folder, "package.json");
const made = JSON.parse(readFileSync(description, "utf8"));
const ready = {
  ...made,
  description: "Single Decree Paxos as a stateright model in WebAssembly: step by step, replayed from links, checked in every state",
  files: [...new Set([...made.files, ...own])],
  exports: { ".": { types: "./paxos_lab.d.ts", default: "./paxos_lab.js" }, "./paxos_lab_bg.wasm": "./paxos_lab_bg.wasm", "./package.json": "./package.json" },
  sideEffects: false,
};
writeFileSync(description, `${JSON.stringify(ready, null, 2)}\n`);
