// Partitions: cutting the network in two, what is held up meanwhile, and that it can be checked and shared like all else.

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../support/page.ts";

test("a partition holds messages up until it heals", async ({ lab }) => {
  const { page } = lab;
  await expect(page.getByRole("group", { name: "Network" })).toHaveCount(0);
  await lab.settings({ partitions: "1" });
  await expect(page.locator(".in-a-line")).toHaveText("3 servers · 2 clients · unordered · lossless · up to 1 partition");
  const network = page.getByRole("group", { name: "Network" });
  await expect(network).toContainText("The network is whole.");
  await lab.deliver("Put 'A' from C3 to S0");

  await network.getByRole("button", { name: "Cut it in two" }).click();
  await expect(page.getByRole("menuitem")).toHaveText(["S0, S2 | S1", "S0, S1 | S2", "S0 | S1, S2"]);
  await page.getByRole("menuitem", { name: "S0, S1 | S2" }).click();
  await lab.isAtStep(2);
  await expect(network).toContainText("Partition S0, S1 | S2: nothing crosses it.");
  await expect(lab.card("S1")).toHaveAttribute("data-side", "0");
  await expect(lab.card("S2")).toHaveAttribute("data-side", "1");
  await expect(page.locator('.cut[data-kind="partition"] [data-side="other"]')).toHaveCount(1);

  // What would cross it says why it can't.
  const held = page.getByRole("button", { name: /^Prepare \(1, S0\) from S0 to S2: It is held up/ });
  await held.click();
  await expect(lab.notice).toContainText("It is held up: the partition S0, S1 | S2 lets nothing from S0 to S2 until it heals.");
  await lab.isAtStep(2);
  await lab.deliver("Prepare (1, S0) from S0 to S1");
  await lab.isAtStep(3);

  await network.getByRole("button", { name: "Heal it" }).click();
  await expect(lab.sentence).toContainText("The partition is over: it no longer holds up the message that was to cross it.");
  await expect(network).toContainText("The network is whole, and no more partitions may begin.");
  await lab.deliver("Prepare (1, S0) from S0 to S2");
  await lab.isAtStep(5);
});

test("the menu of cuts is one for the keyboard too", async ({ lab }) => {
  const { page } = lab;
  await page.goto("#partitions=2");
  const open = page.getByRole("button", { name: "Cut it in two" });
  await open.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.press("Escape");
  await expect(open).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("group", { name: "Network" })).toContainText("Partition S0, S1 | S2");
});

test("a run with a partition is a link, and its space is searched", async ({ lab }) => {
  const { page } = lab;
  await page.goto("#partitions=1&clients=1&v=1&check=bfs&exhaustive=1");
  await lab.tab("Check");
  await lab.button("Check").click();
  await expect(lab.number("unique")).toHaveText("1,325");
  await expect(lab.result).toContainText("The whole space was searched");
  await lab.button("Cut it in two").click();
  await page.getByRole("menuitem", { name: "S0 | S1, S2" }).click();
  await lab.isAtStep(1);
  await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/partitions=1.*&run=/);
  await page.reload();
  await lab.isAtStep(1);
  await expect(page.getByRole("group", { name: "Network" })).toContainText("Partition S0 | S1, S2");
});

test("seven servers can be cut in 63 ways on a phone, where axe finds nothing", async ({ labWith }) => {
  const lab = await (await labWith({ viewport: { width: 360, height: 740 }, bypassCSP: true, reducedMotion: "reduce" })).open();
  const { page } = lab;
  await page.goto("#servers=7&partitions=1");
  await expect(page.locator(".actions:visible li")).toHaveCount(2);
  await page.getByText("63 ways to cut the network in two").click();
  await expect(page.locator(".actions:visible li")).toHaveCount(65);
  await lab.button("Cut it in two").click();
  await expect(page.getByRole("menuitem")).toHaveCount(63);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
  await page.getByRole("menuitem").last().click();
  await lab.isAtStep(1);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test("one server can't be cut in two, and the form stays as it was filled in", async ({ lab }) => {
  await lab.button("Edit").click();
  const form = lab.page.getByRole("form", { name: "Settings" });
  await form.getByLabel("servers", { exact: true }).selectOption("1");
  await form.getByLabel("partitions that may begin").selectOption("1");
  await form.getByRole("button", { name: "Start anew" }).click();
  await expect(lab.notice).toContainText("One server can't be cut in two, so partitions need at least 2 servers.");
  await expect(form.getByLabel("servers", { exact: true })).toHaveValue("1");
});
