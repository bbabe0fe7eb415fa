// The one file with everything in it, opened from a disk: it plays and it checks, and asks nobody for anything.

import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "../support/page.ts";

const FILE = fileURLToPath(new URL("../../../dist/paxos-lab.html", import.meta.url));
/** What an attachment or a slow disk still takes. */
const SIZE_MAX = 1_000_000;

test("opened from a disk it steps and checks every state, with no request but for itself", async ({ labWith }) => {
  const lab = await labWith({});
  const asked: string[] = [];
  lab.page.on("request", (request) => asked.push(request.url()));
  await lab.page.goto(`file://${FILE}`);
  await expect(lab.envelopes).toHaveCount(2);
  await lab.deliver("Put 'A' from C3 to S0");
  await expect(lab.sentence).toContainText("S0 is asked to write by C3");
  await lab.check();
  await expect(lab.verdict("linearizable").locator(".text")).toHaveText("Holds - all 16,668 states explored");
  await lab.verdict("value chosen").getByRole("button", { name: "Open as trace" }).click();
  await expect(lab.page.getByText("step 0 of 8")).toBeVisible();
  expect(asked.filter((url) => !url.startsWith("blob:") && !url.startsWith("data:"))).toEqual([`file://${FILE}`]);
});

test("served by any host it works as well", async ({ labWith }) => {
  const lab = await labWith({});
  // Without the header of this server's own policy, which would forbid what stands in the file.
  await lab.page.route("**/paxos-lab.html", (route) => route.fulfill({ path: FILE, contentType: "text/html" }));
  await lab.page.goto("paxos-lab.html");
  await expect(lab.envelopes).toHaveCount(2);
});

test("its policy allows its own script and style by their hashes, and no address", () => {
  const text = readFileSync(FILE, "utf8");
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)![1]!;
  expect(policy.replaceAll(/sha256-[\w+/=]{44}/g, "sha256-HASH")).toBe(
    "default-src 'none'; script-src 'sha256-HASH' 'wasm-unsafe-eval'; worker-src blob:; style-src 'sha256-HASH'; img-src data: blob:; base-uri 'none'; form-action 'none'",
  );
  const tags = text.replaceAll(/(<script[^>]*>)[^]*?<\/script>/g, "$1");
  expect(tags).not.toMatch(/ (src|href)="(?!data:)/);
  expect(statSync(FILE).size).toBeLessThan(SIZE_MAX);
});
