// Has Lighthouse look at the built page: node lighthouse.mjs. Prints its four scores; fails below what is promised, in those that
// depend on no clock.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The last that runs on Node.js 20. */
const LIGHTHOUSE = "lighthouse@12.8.2";
const PORT = "8093";
const PROMISED = { accessibility: 1, "best-practices": 1, seo: 1 };

const here = dirname(fileURLToPath(import.meta.url));
const server = spawn(process.execPath, [join(here, "serve.mjs"), "--port", PORT], { stdio: ["ignore", "pipe", "inherit"] });
try {
  await once(server.stdout, "data");
  const flags = ["--quiet", "--output=json", "--chrome-flags=--headless=new --no-sandbox --disable-gpu"];
  const env = { ...process.env, CHROME_PATH: process.env.CHROMIUM };
  const report = JSON.parse(execFileSync("npx", ["--yes", LIGHTHOUSE, `http://localhost:${PORT}/`, ...flags], { env, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] }));
  for (const { id, score } of Object.values(report.categories)) console.log(`${id}: ${Math.round(score * 100)}`);
  for (const id of ["first-contentful-paint", "largest-contentful-paint", "interactive", "total-blocking-time", "cumulative-layout-shift"]) console.log(`${id}: ${report.audits[id].displayValue}`);
  for (const [id, least] of Object.entries(PROMISED)) {
    if (report.categories[id].score >= least) continue;
    const wrong = Object.values(report.audits).filter((audit) => audit.score === 0 && report.categories[id].auditRefs.some((ref) => ref.id === audit.id));
    console.error(`error: ${id} is below ${least * 100}: ${wrong.map((audit) => audit.title).join("; ")}`);
    process.exitCode = 1;
  }
} finally {
  server.kill();
}
