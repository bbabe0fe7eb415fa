// Keyboard alone, small and large windows, light and dark, less motion.

import { expect, test } from "../support/page.ts";
import type { LabPage } from "../support/page.ts";

async function focused(lab: LabPage): Promise<string> {
  return lab.page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.getAttribute("aria-label") ?? "");
}

test("a whole run is played with keys alone", async ({ lab }) => {
  const { keyboard } = lab.page;
  await keyboard.press("1");
  await lab.isAtStep(1);
  await keyboard.press("2");
  await lab.isAtStep(2);
  await keyboard.press("Backspace");
  await lab.isAtStep(1);
  await keyboard.press("ArrowRight");
  await lab.isAtStep(2);
  await keyboard.press("r");
  await lab.isAtStep(0);
  await keyboard.press("w");
  await expect(lab.notice).toContainText("no action is left after");
  const last = await lab.step();
  await keyboard.press("[");
  await expect.poll(() => lab.step()).toBeLessThan(last);
  await keyboard.press("k");
  await keyboard.press("j");
});

test("an envelope is delivered with Enter, and the focus goes on to another", async ({ lab }) => {
  await lab.envelope("Deliver Put 'A' from C3 to S0").focus();
  await lab.page.keyboard.press("Enter");
  await lab.isAtStep(1);
  expect(await focused(lab)).toMatch(/^Deliver /);
  await lab.page.keyboard.press("Enter");
  await lab.isAtStep(2);
});

test("every control is reached with Tab, and shows that it has the focus", async ({ lab }) => {
  const reached = new Set<string>();
  for (let presses = 0; presses < 60; presses++) {
    await lab.page.keyboard.press("Tab");
    const { name, outline } = await lab.page.evaluate(() => {
      const element = document.activeElement?.shadowRoot?.activeElement;
      return { name: element?.getAttribute("aria-label") ?? element?.textContent?.trim() ?? "", outline: element ? getComputedStyle(element).outlineStyle : "" };
    });
    if (!name) continue;
    reached.add(name);
    expect(outline, name).not.toBe("none");
  }
  for (const name of ["Edit", "Deliver Put 'A' from C3 to S0", "Play", "Step forward", "Speed", "Seed", "new seed", "Bound on steps", "Until", "Simulate", "Next", "Help", "Colours: system", "What can happen to S0"]) {
    expect([...reached]).toContain(name);
  }
});

test("tabs are changed with the arrow keys", async ({ lab }) => {
  await lab.page.getByRole("tab", { name: "Next" }).focus();
  await lab.page.keyboard.press("ArrowRight");
  await expect(lab.page.getByRole("tab", { name: "Why" })).toHaveAttribute("aria-selected", "true");
  await expect(lab.page.getByRole("tab", { name: "Why" })).toBeFocused();
  await lab.isAtStep(0);
});

test("keys do nothing to the run while somebody types", async ({ lab }) => {
  await lab.page.getByLabel("Seed", { exact: true }).focus();
  await lab.page.keyboard.type("12w");
  await lab.tab("Why");
  await lab.isAtStep(0);
});

test("steps and verdicts are announced", async ({ lab }) => {
  await expect(lab.sentence).toHaveAttribute("aria-live", "polite");
  await lab.check({ depth: 3 });
  await expect(lab.verdict("linearizable")).toBeVisible();
  await expect(lab.page.locator(".verdicts")).toHaveAttribute("aria-live", "polite");
});

for (const width of [360, 390, 768, 1280, 2560]) {
  test(`a window of ${width} px shows all of seven servers and six clients without scrolling sideways`, async ({ labWith }) => {
    const lab = await (await labWith({ viewport: { width, height: 844 } })).open();
    expect(await lab.scrollsSideways()).toBe(false);
    await lab.settings({ servers: "7", clients: "6" });
    await expect(lab.page.getByRole("article")).toHaveCount(13);
    await lab.simulate(7, 12);
    for (const tab of ["Next", "Why", "Check", "History"] as const) {
      await lab.tab(tab);
      expect(await lab.scrollsSideways(), tab).toBe(false);
    }
    const boxes = await lab.page.locator(".card, .envelope").evaluateAll((all) => all.map((element) => element.getBoundingClientRect().toJSON() as DOMRect));
    const overlapping = boxes.flatMap((a, index) => boxes.slice(index + 1).filter((b) => a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5));
    expect(overlapping).toEqual([]);
  });
}

test("on a phone the parts stack: stage, transport, tabs, diagram", async ({ labWith }) => {
  const lab = await (await labWith({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })).open();
  const top = async (selector: string) => (await lab.page.locator(selector).boundingBox())!.y;
  expect(await top(".stage")).toBeLessThan(await top(".transport"));
  expect(await top(".transport")).toBeLessThan(await top(".panel"));
  expect(await top(".panel")).toBeLessThan(await top(".diagram"));
  await lab.envelope("Deliver Put 'A' from C3 to S0").tap();
  await lab.isAtStep(1);
});

test("on a phone everything that can be tapped is at least 44 px high", async ({ labWith }) => {
  const lab = await (await labWith({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })).open();
  await lab.simulate(7, 200);
  for (const tab of ["Next", "Why", "Check", "History"] as const) {
    await lab.tab(tab);
    const small = await lab.page.locator("button:visible, select:visible, input:visible, summary:visible").evaluateAll((all) =>
      // A row of the diagram is also reached by the transport.
      all.filter((element) => !element.closest(".rows") && Math.round(element.getBoundingClientRect().height) < 44).map((element) => element.getAttribute("aria-label") ?? element.textContent),
    );
    expect(small, tab).toEqual([]);
  }
});

/** How much darker ink is than its ground, 1 to 21, as WCAG counts it. */
async function contrast(lab: LabPage, selector: string): Promise<number> {
  return lab.page.locator(selector).first().evaluate((element) => {
    const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
    const grounds: string[] = [];
    for (let at: Element | null = element; at; at = at.parentElement ?? (at.getRootNode() as Partial<ShadowRoot>).host ?? null) {
      grounds.unshift(getComputedStyle(at).backgroundColor);
    }
    /** How light these colours are, each painted over the one before. */
    const light = (colours: string[]) => {
      for (const colour of colours) {
        paint.fillStyle = colour;
        paint.fillRect(0, 0, 1, 1);
      }
      const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const [ground, ink] = [light(grounds), light([...grounds, getComputedStyle(element).color])];
    return (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05);
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`in a ${colorScheme} system the page is ${colorScheme}, and its words can be read`, async ({ labWith }) => {
    const lab = await (await labWith({ colorScheme })).open();
    const ground = await lab.page.locator("paxos-lab").evaluate((element) => getComputedStyle(element).backgroundColor.match(/\d+/g)!.map(Number));
    expect(Math.max(...ground) > 128).toBe(colorScheme === "light");
    await lab.simulate(7, 9);
    await lab.button("Step back").click();
    await lab.button("Step forward").click();
    await lab.isAtStep(9);
    await lab.simulate(7, 1);
    for (const words of [".told", ".server dt", ".ballot:not([data-owner=none])", ".envelope .kind", ".envelope .detail", ".action .why", ".in-a-line", "button.strong", ".envelope .stamp", ".lane-heads text", ".rows .n", "[data-changed=yes] dt, [data-changed=yes] .ballot", ".notice p"]) {
      expect(await contrast(lab, words), words).toBeGreaterThanOrEqual(4.5);
    }
  });
}

test("with less motion nothing travels, and what changed is still marked", async ({ labWith }) => {
  const lab = await (await labWith({ reducedMotion: "reduce" })).open();
  await lab.page.evaluate(() => {
    const root = document.querySelector("paxos-lab")!.shadowRoot!;
    Object.assign(globalThis, { travelled: 0 });
    new MutationObserver(() => Object.assign(globalThis, { travelled: 1 })).observe(root, { subtree: true, attributeFilter: ["data-travelling"] });
  });
  await lab.deliver("Put 'A' from C3 to S0");
  expect(await lab.page.evaluate(() => (globalThis as unknown as { travelled: number }).travelled)).toBe(0);
  await expect(lab.card("S0")).toHaveAttribute("data-acted", "yes");
});
