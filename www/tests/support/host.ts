// Somebody's documentation with embeds in it, beside the lab or on another origin, under a policy of its own; and what a reader of it
// sees and does.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserContextOptions, Locator, Page } from "@playwright/test";
import { expect, test as base } from "./page.ts";

/** What the README says that a host needs. */
export const POLICY = {
  beside: ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self'", "connect-src 'self'"],
  elsewhere: (lab: string) => ["default-src 'none'", `script-src ${lab} 'wasm-unsafe-eval'`, "worker-src blob:", `connect-src ${lab}`],
};

export class HostPage {
  /** What was asked of the lab's server, but for the script itself. */
  readonly asked: string[] = [];

  constructor(readonly page: Page, private readonly lab: string) {
    page.on("request", (request) => {
      if (request.url().startsWith(this.lab) && !/(paxos-lab(-frame)?\.js|guide\.html)$/.test(request.url())) this.asked.push(request.url());
    });
  }

  embed(nth = 0): Embed {
    return new Embed(this.page.locator("paxos-lab").nth(nth));
  }

  workers(): number {
    return this.page.workers().length;
  }
}

export class Embed {
  constructor(readonly element: Locator) {}

  get begin(): Locator {
    return this.element.locator(".begin");
  }

  get envelopes(): Locator {
    return this.element.locator(".envelope");
  }

  get wrong(): Locator {
    return this.element.locator(".wrong");
  }

  get told(): Locator {
    return this.element.locator(".told");
  }

  /** Wants to see it, and waits until it is there. */
  async start(): Promise<this> {
    await this.begin.click();
    await expect(this.envelopes).toHaveCount(2);
    return this;
  }

  async deliver(what: string): Promise<void> {
    await this.element.getByRole("button", { name: `Deliver ${what}`, exact: true }).click();
  }

  async isAtStep(step: number): Promise<void> {
    await expect(this.element.getByLabel("Step", { exact: true })).toHaveValue(String(step));
  }

  async check(): Promise<void> {
    await this.element.getByRole("tab", { name: "Check" }).click();
    await this.element.getByRole("button", { name: "Check", exact: true }).click();
  }

  verdict(property: string): Locator {
    return this.element.locator(`.verdict[data-property="${property}"] .text`);
  }

  /** What the element says to its host from now on. */
  async listen(): Promise<() => Promise<{ type: string; detail: Record<string, unknown> }[]>> {
    await this.element.evaluate((element) => {
      const heard: unknown[] = [];
      Object.assign(globalThis, { heard });
      for (const type of ["paxos-ready", "paxos-step", "paxos-verdict", "paxos-trouble"]) {
        document.addEventListener(type, (event) => {
          if (event.target === element) heard.push({ type, detail: (event as CustomEvent).detail });
        });
      }
    });
    return () => this.element.evaluate(() => (globalThis as unknown as { heard: { type: string; detail: Record<string, unknown> }[] }).heard);
  }
}

export interface HostOptions extends BrowserContextOptions {
  /** The directives of its Content-Security-Policy; none unless said. */
  policy?: string[];
  /** More for its head. */
  head?: string;
}

interface Fixtures {
  /** A page beside the lab, with this body. */
  beside(body: string, options?: HostOptions): Promise<HostPage>;
  /** A page on another origin; `body` and `policy` are told where the lab is. */
  elsewhere(body: string, options?: HostOptions): Promise<HostPage>;
}

export const test = base.extend<Fixtures>({
  beside: async ({ labWith, baseURL }, use) => {
    await use(async (body, { policy, head, ...context } = {}) => {
      const { page } = await labWith(context);
      const host = new HostPage(page, baseURL!);
      const headers = { "content-type": "text/html", ...(policy && { "content-security-policy": policy.join("; ") }) };
      await page.route("**/guide.html*", (route) => route.fulfill({ headers, body: documentWith(body, baseURL!, head) }));
      await page.goto("guide.html");
      return host;
    });
  },
  elsewhere: async ({ labWith, baseURL }, use) => {
    let text = "";
    let headers: Record<string, string> = {};
    const server = createServer((_, response) => response.writeHead(200, headers).end(text));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    await use(async (body, { policy, head, ...context } = {}) => {
      const { page } = await labWith(context);
      text = documentWith(body, baseURL!, head);
      headers = { "content-type": "text/html", ...(policy && { "content-security-policy": policy.join("; ") }) };
      const host = new HostPage(page, baseURL!);
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/guide.html`);
      return host;
    });
    server.closeAllConnections();
    server.close();
  },
});

/** The icon is an empty one, so that the browser asks for none. */
function documentWith(body: string, lab: string, head = ""): string {
  return `<!doctype html><html lang="en"><head><title>A guide</title>${head}<script src="${lab}paxos-lab.js" defer></script></head><body><main><h1>A guide</h1>${body}</main></body></html>`;
}

export { expect };
