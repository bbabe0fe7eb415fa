// Guides that four documentation tools have really built, each with the script of another origin and one tag: the embed is found,
// wanted, and stepped, and nobody complains.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { Embed, expect, test as base } from "../support/host.ts";

const GUIDES = fileURLToPath(new URL("../../../target/docs/", import.meta.url));
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json" };

/** Where each tool puts its chapter. */
const CHAPTERS: [tool: string, path: string][] = [
  ["mdBook", "mdbook/chosen.html"],
  ["MkDocs", "mkdocs/index.html"],
  ["Sphinx", "sphinx/index.html"],
  ["VitePress", "vitepress/index.html"],
];

/** The guides' own origin. */
const test = base.extend<{ guides: string }>({
  guides: async ({}, use) => {
    const server = createServer(async (request, response) => {
      const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
      const body = await readFile(join(GUIDES, path)).catch(() => undefined);
      response.writeHead(body ? 200 : 404, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(body);
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    server.closeAllConnections();
    server.close();
  },
});

for (const [tool, path] of CHAPTERS) {
  test(`a guide by ${tool} plays its run`, async ({ labWith, guides, baseURL }) => {
    const { page } = await labWith({});
    // The guides were built for the lab at the usual port.
    await page.route("http://127.0.0.1:4185/docs/paxos/**", async (route) => {
      const url = route.request().url().replace("http://127.0.0.1:4185/docs/paxos/", baseURL!);
      await route.fulfill({ response: await route.fetch({ url }) });
    });
    // An icon that a theme lacks is no fault of the embed.
    await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
    await page.goto(guides + path);
    await expect(page.getByRole("heading", { name: "A value is chosen" })).toBeVisible();
    const embed = new Embed(page.locator("paxos-lab"));
    await expect(embed.element.getByText("3 servers, 2 clients")).toBeVisible();
    await embed.begin.click();
    await embed.isAtStep(8);
    await expect(embed.told).toContainText("S1 knows the decision, so it answers C3's read with 'A'.");
    await expect(embed.element.getByText("verified")).toBeVisible();
    await embed.element.getByRole("button", { name: "Step back" }).click();
    await embed.isAtStep(7);
    await expect(embed.element.getByRole("article", { name: "Server S0" })).toContainText("decided A");
  });
}
