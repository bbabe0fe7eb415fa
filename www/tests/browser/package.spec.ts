// The npm package as its users have it: packed, installed from the tarball, and run in node, in a page, and by the type checker.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "../support/page.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const USER = join(ROOT, "target/npm-user");
const INSTALLED = join(USER, "node_modules/paxos-lab");
const TYPES: Record<string, string> = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

const SAYS = [
  "0. Start: Every client has sent its write. No server knows anything yet.",
  "8. Get to S1: S1 knows the decision, so it answers C3's read with 'A'.",
  "Verified: the run fits in all its 8 steps and ends as it did.",
  "linearizable: Holds - all 16,668 states explored",
  "value chosen: Found - shortest: 8 steps",
];

test.describe.configure({ mode: "serial" });

test.beforeAll(() => {
  rmSync(USER, { recursive: true, force: true });
  mkdirSync(USER, { recursive: true });
  const tarball = execFileSync("npm", ["pack", "--silent", "--pack-destination", USER, join(ROOT, "pkg")], { encoding: "utf8" }).trim().split("\n").at(-1)!;
  writeFileSync(join(USER, "package.json"), JSON.stringify({ name: "a-user", private: true, type: "module" }));
  execFileSync("npm", ["install", "--silent", "--offline", "--no-audit", "--no-fund", join(USER, tarball)], { cwd: USER });
});

test("it has what it needs and nothing of the project", () => {
  const { dependencies, version } = JSON.parse(readFileSync(join(INSTALLED, "package.json"), "utf8"));
  expect(dependencies).toBeUndefined();
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(readFileSync(join(INSTALLED, "README.md"), "utf8")).toContain("# paxos-lab");
});

test("its example runs in node", () => {
  const said = execFileSync(process.execPath, [join(INSTALLED, "example.mjs")], { cwd: USER, encoding: "utf8" }).split("\n");
  expect(said).toEqual(expect.arrayContaining(SAYS));
});

test("the same example runs in a page", async ({ labWith }) => {
  const { page } = await labWith({});
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  await page.route("https://user.example/**", async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/") {
      const imports = JSON.stringify({ imports: { "paxos-lab": "/node_modules/paxos-lab/paxos_lab.js" } });
      return route.fulfill({ contentType: "text/html", body: `<script type="importmap">${imports}</script><link rel="icon" href="data:,"><script type="module" src="/node_modules/paxos-lab/example.mjs"></script>` });
    }
    return route.fulfill({ path: join(USER, pathname), contentType: TYPES[extname(pathname)] });
  });
  await page.goto("https://user.example/");
  await expect.poll(() => said).toEqual(expect.arrayContaining(SAYS));
});

test("its types say what may be said, and what may not", () => {
  writeFileSync(
    join(USER, "use.ts"),
    `import init, { Lab } from "paxos-lab";
import type { Command, Event, StateView } from "paxos-lab";
await init();
const command: Command = { type: "simulate", seed: 1, steps: 9 };
const events: Event[] = new Lab().handle(command);
for (const event of events) if (event.type === "state") { const state: StateView = event; state.link satisfies string; }
// @ts-expect-error: there is no such command.
const wrong: Command = { type: "fly" };
// @ts-expect-error: it lacks its bound.
const lacking: Command = { type: "simulate", seed: 1 };
`,
  );
  const flags = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--lib", "esnext,dom", "--skipLibCheck", "false"];
  execFileSync(join(ROOT, "www/node_modules/.bin/tsc"), [...flags, join(USER, "use.ts")], { cwd: USER, encoding: "utf8", stdio: "pipe" });
});
