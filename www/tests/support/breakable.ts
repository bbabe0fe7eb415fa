// A lab that breaks when a test wants it to.

import type { Page } from "@playwright/test";

/** Goes before the worker's script: every export of the wasm traps as soon as `trap` is set. */
const BREAKABLE = `
  const start = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const { instance, module } = await start(source, imports);
    const exports = {};
    for (const [name, it] of Object.entries(instance.exports)) {
      exports[name] = typeof it !== "function" ? it : (...args) => {
        if (self.trap !== undefined) {
          if (self.trap) self.paxosLabPanic = self.trap;
          throw new WebAssembly.RuntimeError("unreachable");
        }
        return it(...args);
      };
    }
    return { instance: { exports }, module };
  };
`;

/** Goes there too: a lab that starts well, and traps on the first thing that it is asked. */
export const READY_TO_BREAK = `
  const tell = self.postMessage.bind(self);
  self.postMessage = (message) => {
    if (message.type === "ready") self.trap = "for ever";
    tell(message);
  };
`;

export async function makeBreakable(page: Page, more = ""): Promise<void> {
  await page.route("**/worker.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${BREAKABLE}${more}\n${await response.text()}` });
  });
}

/** From now on whatever the lab does fails, with this panic's message or without one. */
export async function breakLab(page: Page, panic: string): Promise<void> {
  await page.workers()[0]!.evaluate((message) => Object.assign(globalThis, { trap: message }), panic);
}
