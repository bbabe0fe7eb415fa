// Makes the page's folder from www/ and www/generated/: node build.mjs [--out DIR]

import { build } from "esbuild";
import { copyFileSync, mkdirSync, rmSync, existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({ options: { out: { type: "string", default: join(here, "..", "dist") } } });
const out = resolve(values.out);
const wasm = join(here, "generated", "paxos_lab_bg.wasm");

if (!existsSync(wasm)) {
  console.error("The lab's wasm is missing: ./build.sh makes it and then the page.");
  process.exit(1);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

await build({
  entryPoints: { app: join(here, "src", "element.ts"), worker: join(here, "src", "worker.ts"), page: join(here, "styles", "page.css") },
  outdir: out,
  bundle: true,
  minify: true,
  // A classic script starts everywhere a worker starts.
  format: "iife",
  target: ["chrome123", "firefox121", "safari17.5"],
  loader: { ".css": "text" },
  plugins: [pageStyle()],
  // The glue can find the wasm by its own address; it is always told here.
  logOverride: { "empty-import-meta": "silent" },
});

for (const file of ["index.html", "icon.svg"]) copyFileSync(join(here, file), join(out, file));
copyFileSync(wasm, join(out, "paxos_lab_bg.wasm"));

/** The document's own style sheet is a file; the element's are text in its script. */
function pageStyle() {
  return {
    name: "page-style",
    setup({ onLoad }) {
      onLoad({ filter: /page\.css$/ }, async ({ path }) => ({ contents: await (await import("node:fs/promises")).readFile(path), loader: "css" }));
    },
  };
}
