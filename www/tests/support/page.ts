// What a person sees and does on the page, in their words; and that the page was served under a strict policy from a sub-path and
// complained of nothing.

import { test as base, expect } from "@playwright/test";
import type { BrowserContextOptions, Locator, Page } from "@playwright/test";

export class LabPage {
  constructor(readonly page: Page) {}

  async visit(): Promise<void> {
    await this.page.goto(".");
  }

  /** Visits, and waits for the start to be on the stage. */
  async open(): Promise<this> {
    await this.visit();
    await expect(this.envelopes).toHaveCount(2);
    return this;
  }

  get envelopes(): Locator {
    return this.page.locator(".envelope");
  }

  /** What a message reads like; several may read alike. */
  envelope(name: RegExp | string): Locator {
    return this.page.getByRole("button", { name });
  }

  async deliver(what: string): Promise<void> {
    const before = await this.step();
    await this.page.getByRole("button", { name: `Deliver ${what}`, exact: true }).click();
    await this.isAtStep(before + 1);
  }

  /** Takes a choice in the menu of an actor or a message. */
  async choose(of: string, what: string): Promise<void> {
    const before = await this.step();
    await this.button(`What can happen to ${of}`).click();
    await this.page.getByRole("menuitem", { name: new RegExp(`^${what}`) }).click();
    await this.isAtStep(before + 1);
  }

  card(name: string): Locator {
    return this.page.getByRole("article", { name: `${/^S/.test(name) ? "Server" : "Client"} ${name}` });
  }

  /** Every card's words, in order: what there is to see of a state. */
  async cards(): Promise<string[]> {
    const words = await this.page.getByRole("article").allInnerTexts();
    return words.map((text) => text.replaceAll(/\s+/g, " "));
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  async step(): Promise<number> {
    return Number(await this.page.getByLabel("Step", { exact: true }).inputValue());
  }

  async isAtStep(step: number): Promise<void> {
    await expect(this.page.getByLabel("Step", { exact: true })).toHaveValue(String(step));
  }

  get sentence(): Locator {
    return this.page.locator(".told");
  }

  get notice(): Locator {
    return this.page.locator(".notice");
  }

  async tab(name: "Next" | "Why" | "Check" | "History"): Promise<void> {
    await this.page.getByRole("tab", { name }).click();
    await expect(this.page.getByRole("tab", { name })).toHaveAttribute("aria-selected", "true");
  }

  async fill(label: string, value: string | number): Promise<void> {
    const field = this.page.getByLabel(label, { exact: true });
    await field.fill(String(value));
    await field.blur();
  }

  async simulate(seed: number, bound: number): Promise<void> {
    await this.fill("Seed", seed);
    await this.fill("Bound on steps", bound);
    await this.button("Simulate").click();
    await expect(this.notice).toContainText(`Simulated with seed ${seed}`);
  }

  async settings(change: { servers?: string; clients?: string; network?: string; crashes?: string; partitions?: string; lossy?: boolean }): Promise<void> {
    await this.button("Edit").click();
    const form = this.page.getByRole("form", { name: "Settings" });
    if (change.servers) await form.getByLabel("servers").selectOption(change.servers);
    if (change.clients) await form.getByLabel("clients").selectOption(change.clients);
    if (change.network) await form.getByLabel("network").selectOption(change.network);
    if (change.crashes) await form.getByLabel("crashes at the same time").selectOption(change.crashes);
    if (change.partitions) await form.getByLabel("partitions that may begin").selectOption(change.partitions);
    if (change.lossy !== undefined) await form.getByLabel("messages may be lost").setChecked(change.lossy);
    await form.getByRole("button", { name: "Start anew" }).click();
    await expect(form).toBeHidden();
  }

  /** A check with no end in sight: six clients, and any message may be lost. */
  async checkWithoutEnd(): Promise<void> {
    await this.settings({ clients: "6", lossy: true });
    await this.check();
    await expect.poll(() => this.unique()).toBeGreaterThan(100);
  }

  async check(bounds: { depth?: number; states?: number; megabytes?: number } = {}): Promise<void> {
    await this.tab("Check");
    if (bounds.megabytes !== undefined) await this.fill("Bound on memory in megabytes", bounds.megabytes);
    if (bounds.depth !== undefined) await this.fill("Bound on depth", bounds.depth);
    if (bounds.states !== undefined) await this.fill("Bound on states", bounds.states);
    await this.button("Check").click();
  }

  get result(): Locator {
    return this.page.locator(".result");
  }

  number(name: string): Locator {
    return this.page.locator(`[data-number="${name}"] dd`);
  }

  async unique(): Promise<number> {
    return Number((await this.number("unique").innerText()).replaceAll(",", ""));
  }

  verdict(property: string): Locator {
    return this.page.locator(`.verdict[data-property="${property}"]`);
  }

  /** Whether the page is wider than the window. */
  async scrollsSideways(): Promise<boolean> {
    return this.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  }
}

interface Fixtures {
  /** The page, opened. */
  lab: LabPage;
  /** A page like that, made differently; not opened. */
  labWith(options: BrowserContextOptions): Promise<LabPage>;
  /** Complaints that a test expects. */
  expectedComplaints: RegExp[];
}

export const test = base.extend<Fixtures>({
  expectedComplaints: [[], { option: true }],
  labWith: async ({ browser, baseURL, expectedComplaints }, use) => {
    const complaints: string[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ baseURL, viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(String(error)));
      return new LabPage(page);
    });
    for (const context of browser.contexts()) await context.close();
    expect(complaints.filter((text) => !expectedComplaints.some((expected) => expected.test(text)))).toEqual([]);
  },
  lab: async ({ labWith }, use) => {
    await use(await (await labWith({})).open());
  },
});

export { expect };
