// A worker between whose lab and whose page a test stands: what the lab says is spoilt, held back, or made to take long.

import type { Page } from "@playwright/test";

/** Goes before the worker's script. What is wanted is set in its global. */
const BETWEEN = `
  const tell = self.postMessage.bind(self);
  const held = [];
  let slow;
  self.release = () => tell(held.shift());
  const goOn = () => {
    if (!slow) return;
    slow.done += 50;
    tell({ ...slow.answer, isLast: false, events: [{ type: "working", done: slow.done, of: 2000 }] });
    setTimeout(goOn, 100);
  };
  self.addEventListener("message", ({ data }) => {
    if (!slow || data.command?.type !== "workStop") return;
    tell({ ...slow.answer, events: [...slow.answer.events, { type: "workEnded" }] });
    slow = undefined;
  });
  self.postMessage = (message) => {
    if (message.type !== "events") return tell(message);
    if (self.isHeld) return held.push(message);
    if (self.isSlow && message.events.some(({ type }) => type === "simulated")) {
      slow = { answer: message, done: 0 };
      return goOn();
    }
    const [type, times] = self.spoil ?? ["", 0];
    const spoilt = times > 0 ? message.events.find((event) => event.type === type) : undefined;
    if (!spoilt) return tell(message);
    self.spoil = [type, times - 1];
    tell({ ...message, events: message.events.map((event) => (event === spoilt ? { type, keep: 0, step: event.step, link: "", properties: [] } : event)) });
  };
`;

export async function standBetween(page: Page): Promise<void> {
  await page.route("**/worker.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${BETWEEN}\n${await response.text()}` });
  });
}

/** The next events of this type, so many, lack nearly everything: those of a trace can't be taken, and a state can't be drawn. */
export async function spoil(page: Page, type: "trace" | "state", times = 1): Promise<void> {
  await page.workers()[0]!.evaluate((spoil) => Object.assign(globalThis, { spoil }), [type, times]);
}

/** Whether answers are held back. */
export async function hold(page: Page, isHeld: boolean): Promise<void> {
  await page.workers()[0]!.evaluate((isHeld) => Object.assign(globalThis, { isHeld }), isHeld);
}

/** The first of those that were held back arrives. */
export async function release(page: Page): Promise<void> {
  await page.workers()[0]!.evaluate(() => (globalThis as unknown as { release(): void }).release());
}

/** Simulations go on until they are stopped. */
export async function makeSlow(page: Page): Promise<void> {
  await page.workers()[0]!.evaluate(() => Object.assign(globalThis, { isSlow: true }));
}

/** Goes before it where a machine is to be slow: a slice has one step of what goes on, and comes fifty times a second. */
const SLOW = `
  let now = 0;
  performance.now = () => (now += 50);
  self.MessageChannel = class {
    port1 = {};
    port2 = { postMessage: () => setTimeout(() => this.port1.onmessage(), 20) };
  };
`;

export async function onSlowMachine(page: Page): Promise<void> {
  await page.route("**/worker.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${SLOW}\n${await response.text()}` });
  });
}
