// A property of one's own: written with help, told where it is wrong, checked, and shared.

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../support/page.ts";
import type { LabPage } from "../support/page.ts";

async function own(lab: LabPage): Promise<void> {
  await lab.tab("Check");
  await lab.page.getByLabel("Properties").selectOption("own");
}

test("a property is written with the words that are offered, and the shortest run to it is found", async ({ lab }) => {
  const { page } = lab;
  await own(lab);
  const field = page.getByLabel("Your property");
  await field.click();
  await page.keyboard.type("serv");
  await expect(page.getByRole("option", { name: /^servers/ })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await page.keyboard.type(".filter(s, s.le");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("option", { name: /^leads/ })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Tab");
  await expect(field).toBeFocused();
  await page.keyboard.type(").size() >= 2");
  await expect(field).toHaveValue("servers.filter(s, s.leads).size() >= 2");
  await expect(page.locator("#own-said")).toHaveText("It isn't so in the state shown.");

  await lab.button("Check").click();
  const verdict = page.locator('.verdict[data-property="your property"]');
  await expect(verdict).toContainText("Found - shortest: 2 steps");
  await expect(page.locator('[data-number="your property asked"]')).toContainText("times");
  await verdict.getByRole("button", { name: "Open as trace" }).click();
  await expect(page.getByText("step 0 of 2")).toBeVisible();
  await page.getByRole("slider", { name: "Step" }).focus();
  await page.keyboard.press("End");
  await expect(page.locator("#own-said")).toHaveText("It is so in the state shown.");
});

test("what is wrong is marked where it is, and keeps the check from beginning", async ({ lab }) => {
  const { page } = lab;
  await own(lab);
  await page.getByLabel("Your property").fill("servers.exists(s, s.leds)");
  await expect(page.locator(".copy mark")).toHaveText("leds");
  await expect(page.locator(".mistake")).toHaveText('There is no "leds" in a server; did you mean leads?');
  await expect(page.getByLabel("Your property")).toHaveAttribute("aria-invalid", "true");
  await lab.button("Check").click();
  await expect(page.locator(".notice")).toContainText("Your property can't be read. At character 21:");
  await page.getByLabel("Your property").fill("servers.exists(s, s.name == 1)");
  await expect(page.locator(".copy mark")).toHaveText("1");
  await expect(page.locator(".mistake")).toContainText("both have to be of one kind");
});

test("an example is checked, and its link asks for the same", async ({ lab }) => {
  const { page } = lab;
  await own(lab);
  await page.getByText("examples").click();
  await lab.button("a client has read 'B'").click();
  await lab.button("Check").click();
  await expect(page.locator('.verdict[data-property="your property"]')).toContainText("Found - shortest: 9 steps");
  await page.goto("#v=1&check=bfs&always=servers.all%28s%2C%20s.round%20%3C%202%29");
  await expect(page.getByLabel("Your property")).toHaveValue("servers.all(s, s.round < 2)");
  await expect(page.getByLabel("Expectation")).toHaveValue("always");
  await lab.button("Check").click();
  await expect(page.locator('.verdict[data-property="your property"]')).toContainText("Violated - shortest: 3 steps");
  await lab.button("Share").click();
  await expect(page.getByRole("textbox", { name: "The same check on the command line" })).toHaveValue("paxos check-bfs --always 'servers.all(s, s.round < 2)'");
});

test("axe finds nothing in the field on a phone", async ({ labWith }) => {
  const lab = await (await labWith({ viewport: { width: 390, height: 844 }, bypassCSP: true, reducedMotion: "reduce" })).open();
  await own(lab);
  await lab.page.getByText("what it can speak of").click();
  await lab.page.getByLabel("Your property").fill("servers.exists(s, s.le");
  const { violations } = await new AxeBuilder({ page: lab.page }).analyze();
  expect(violations).toEqual([]);
  expect(await lab.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
