// Makes the folder for a static host from www/ and www/generated/, the one file with everything in it among it: node build.mjs [--out DIR]

import zopfli from "@gfx/zopfli";
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

const source = (name) => join(here, "src", `${name}.ts`);
await build({
  entryPoints: {
    "paxos-lab": source("element"),
    "paxos-lab-frame": source("host"),
    worker: source("worker"),
    embed: source("frame"),
    page: join(here, "styles", "page.css"),
  },
  outdir: out,
  bundle: true,
  minify: true,
  // A classic script starts everywhere a worker starts, and knows its own address.
  format: "iife",
  target: ["chrome123", "firefox121", "safari17.5"],
  loader: { ".css": "text" },
  plugins: [pageStyle()],
  // The glue can find the wasm by its own address; it is always told here.
  logOverride: { "empty-import-meta": "silent" },
});

// A script is read in its document's encoding, which needn't be this one's.
for (const name of ["paxos-lab", "paxos-lab-frame", "worker", "embed"]) {
  const file = join(out, `${name}.js`);
  writeFileSync(file, readFileSync(file, "utf8").replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`));
}

for (const file of ["index.html", "embed.html", "icon.svg"]) copyFileSync(join(here, file), join(out, file));
copyFileSync(wasm, join(out, "paxos_lab_bg.wasm"));
writeFileSync(join(out, "paxos-lab.html"), await oneFile());

/** The document's own style sheet is a file; the element's are text in its script. */
function pageStyle() {
  return {
    name: "page-style",
    setup({ onLoad }) {
      onLoad({ filter: /page\.css$/ }, async ({ path }) => ({ contents: readFileSync(path), loader: "css" }));
    },
  };
}

/** The page with all that it would load in it: what runs and what is drawn is allowed by its hash, and no address at all. */
async function oneFile() {
  const made = (name) => readFileSync(join(out, name), "utf8").trim();
  const [script, style, worker] = [made("paxos-lab.js"), made("page.css"), made("worker.js")].map(unclosed);
  // A twentieth smaller than by zlib.
  const packed = textOf(Buffer.from(await zopfli.gzipAsync(readFileSync(wasm), { numiterations: 1 })));
  const icon = `data:image/svg+xml;base64,${readFileSync(join(here, "icon.svg")).toString("base64")}`;
  const policy = `default-src 'none'; script-src ${hashed(script)} 'wasm-unsafe-eval'; worker-src blob:; style-src ${hashed(style)}; img-src data: blob:; base-uri 'none'; form-action 'none'`;
  const blocks = `<script type="text/plain" data-paxos-lab="worker">${worker}</script>\n<script type="text/plain" data-paxos-lab="wasm">${packed}</script>`;
  return [
    [/http-equiv="Content-Security-Policy" content="[^"]*"/, `http-equiv="Content-Security-Policy" content="${policy}"`],
    [/href="icon\.svg"/, `href="${icon}"`],
    [/<link rel="stylesheet"[^>]*>/, `<style>${style}</style>`],
    [/\n *<script src="paxos-lab\.js" defer><\/script>/, ""],
    // After the element, and after the blocks that it reads.
    [/<\/body>/, `${blocks}\n<script>${script}</script>\n</body>`],
  ].reduce(replaced, readFileSync(join(here, "index.html"), "utf8"));
}

/** Bytes as text, as `bytesOf` in src/assets.ts reads it. */
function textOf(bytes) {
  let text = "";
  for (let from = 0; from < bytes.length; from += 4) {
    const four = Buffer.alloc(4);
    bytes.copy(four, 0, from, from + 4);
    let word = four.readUInt32BE();
    let five = "";
    for (let at = 0; at < 5; at++) {
      const code = (word % 85) + 35;
      five = String.fromCharCode(code === 60 ? 120 : code) + five;
      word = Math.floor(word / 85);
    }
    text += five.slice(0, Math.min(4, bytes.length - from) + 1);
  }
  return text;
}

function replaced(text, [what, by]) {
  if (!what.test(text)) throw new Error(`index.html has no ${what}`);
  // By a function, so that a $ in a script stays one.
  return text.replace(what, () => by);
}

/** A block ends at the first closing tag, even in a string. */
function unclosed(text) {
  return text.replaceAll(/<\/(script|style)/gi, "<\\/$1").replaceAll("<!--", "<\\!--");
}

function hashed(text) {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
