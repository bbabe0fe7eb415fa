// The history: operations as bars, one order that explains them or why there is none, and the arrows that they are tied to.

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../support/page.ts";

const STALE = "#broken=accepts_below_promise&v=1&run=IjIEph0LY6giEERA&sum=aZRRbw";

test("a history that isn't linearizable shows which operation has no place, and why", async ({ lab }) => {
  const { page } = lab;
  await page.goto(STALE);
  await lab.tab("History");
  await expect(page.locator(".account")).toHaveText(
    "Not linearizable. C4 read 'A' after C3's read of 'B' had returned; that had begun after C3's write of 'A' had returned, and nobody wrote 'A' again.",
  );
  const bars = page.locator(".operation");
  await expect(bars).toHaveCount(4);
  const misfit = page.getByRole("button", { name: "C4 read 'A', called in step 15, returned in step 17, has no place in any order" });
  await expect(misfit).toHaveAttribute("data-misfit", "yes");
  await expect(page.locator('.operation[data-named="yes"]')).toHaveCount(2);

  // Its request and its reply stand out in the diagram, by pointer and by keyboard.
  await misfit.hover();
  await expect(page.locator('.arrow[data-pointed="yes"]')).toHaveCount(2);
  await page.mouse.move(5, 5);
  await expect(page.locator('.arrow[data-pointed="yes"]')).toHaveCount(0);
  // Its request has long been scrolled out of sight.
  await page.getByRole("button", { name: /^C3 write 'A'/ }).focus();
  await expect(page.locator('.arrow[data-pointed="yes"]')).toHaveCount(1);
  await page.keyboard.press("Enter");
  await lab.isAtStep(12);
  await expect(page.locator(".account")).toHaveText("This order explains every reply: C3 writes 'A'.");
});

test("operations that are open have no end, and one order is numbered", async ({ lab }) => {
  const { page } = lab;
  await lab.tab("History");
  await expect(page.locator(".account")).toHaveText("No operation is complete yet, so nothing has to be explained.");
  await expect(page.locator('.operation[data-open="yes"]')).toHaveCount(2);
  await page.goto("#v=1&run=AuXd3oqA&sum=yhIkdQ");
  await lab.isAtStep(12);
  await lab.tab("History");
  await expect(page.locator(".account")).toHaveText("This order explains every reply: C3 writes 'A', then C3 reads 'A'.");
  await expect(page.locator(".rank")).toHaveText(["1", "2"]);
  await expect(page.getByRole("button", { name: "C4 write 'B', called in step 0, still open, has no place in this order" })).toBeVisible();
});

test("a client that calls twice breaks the history, and the page says so", async ({ lab }) => {
  const { page } = lab;
  await page.goto("#max_crashes=1");
  await lab.choose("C3", "Crash");
  await lab.choose("C3", "Recover");
  await lab.tab("History");
  await expect(page.locator(".account")).toContainText("Not linearizable. C3 crashed while its write of 'A' was open, came back and called again.");
});

test("many operations scroll in their own place on a phone, where axe finds nothing", async ({ labWith }) => {
  const lab = await (await labWith({ viewport: { width: 360, height: 740 }, bypassCSP: true, reducedMotion: "reduce" })).open();
  const { page } = lab;
  await page.goto("#clients=6&max_crashes=3&v=1&simulate=300&seed=3");
  await lab.tab("History");
  await expect.poll(() => page.locator(".operation").count()).toBeGreaterThan(12);
  const { scrollWidth, clientWidth } = await page.locator(".bars").evaluate((bars) => ({ scrollWidth: bars.scrollWidth, clientWidth: bars.clientWidth }));
  expect(scrollWidth).toBeGreaterThan(clientWidth);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
});
