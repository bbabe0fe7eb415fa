// Why, what changed, what a word means, what can be done and why not: everything that explains.

import { expect, test } from "../support/page.ts";

test("a term in a sentence opens as a definition, and closes", async ({ lab }) => {
  await lab.deliver("Put 'A' from C3 to S0");
  await lab.tab("Why");
  await lab.page.getByRole("button", { name: "ballot", exact: true }).click();
  await expect(lab.page.locator(".definition")).toContainText("One leader's attempt to have a value chosen");
  await lab.page.keyboard.press("Escape");
  await expect(lab.page.locator(".definition")).toHaveCount(0);
});

test("what a step changed is told part by part, and the whole state on demand", async ({ lab }) => {
  await lab.tab("Why");
  await expect(lab.page.getByRole("tabpanel")).toContainText("this is the first state");
  await lab.deliver("Put 'A' from C3 to S0");
  const parts = lab.page.locator(".parts").first();
  await expect(parts).toContainText("promised ballot none yet → (1, S0)");
  await expect(parts.locator('[data-change="removed"]')).toContainText("C3 → S0 Put 'A', request 3");
  await expect(parts).not.toContainText("C4");
  await lab.page.getByLabel("changes only").uncheck();
  for (const name of ["S0", "S1", "S2", "C3", "C4", "network", "history"]) await expect(parts.locator(":scope > .group > .part-name", { hasText: new RegExp(`^${name}$`) })).toHaveCount(1);
});

test("properties tell which quorum accepted what, and what reads returned", async ({ lab }) => {
  await lab.simulate(7, 200);
  await lab.tab("Why");
  const panel = lab.page.getByRole("tabpanel");
  await expect(panel.locator('[data-property="value chosen"]')).toContainText(/'[AB]' is chosen: S\d.* accepted '[AB]' in \(\d, S\d\), which is a quorum/);
  await expect(panel.locator('[data-property="linearizable"]')).toContainText("This order explains every reply");
});

test("a menu says what can be done to a message, and why the rest can't", async ({ lab }) => {
  await lab.button("What can happen to Put 'A' from C3 to S0").click();
  const menu = lab.page.getByRole("menu", { name: "Put 'A'" });
  await expect(menu.getByRole("menuitem")).toHaveCount(3);
  await expect(menu.getByRole("menuitem", { name: "Lose it" })).toHaveAttribute("aria-disabled", "true");
  await expect(menu.getByRole("menuitem", { name: "Lose it" })).toContainText("This network loses nothing");
  await expect(menu.getByRole("menuitem", { name: "Deliver a copy" })).toContainText("delivers each message once");
  await menu.getByRole("menuitem", { name: "Lose it" }).click({ force: true });
  await lab.isAtStep(0);
  await lab.page.keyboard.press("Escape");
  await expect(menu).toHaveCount(0);
  await expect(lab.button("What can happen to Put 'A' from C3 to S0")).toBeFocused();
});

test("a menu is used by keyboard alone", async ({ lab }) => {
  await lab.button("What can happen to Put 'A' from C3 to S0").focus();
  await lab.page.keyboard.press("Enter");
  await expect(lab.page.getByRole("menuitem", { name: "Deliver", exact: false }).first()).toBeFocused();
  await lab.page.keyboard.press("ArrowDown");
  await expect(lab.page.getByRole("menuitem", { name: "Deliver a copy" })).toBeFocused();
  await lab.page.keyboard.press("Home");
  await lab.page.keyboard.press("Enter");
  await lab.isAtStep(1);
});

test("a right click opens a message's menu, too", async ({ lab }) => {
  await lab.envelope("Deliver Put 'A' from C3 to S0").click({ button: "right" });
  await expect(lab.page.getByRole("menu")).toBeVisible();
});

test("on a duplicating network a copy is delivered, and the message stays", async ({ lab }) => {
  await lab.settings({ network: "unordered_duplicating" });
  await lab.choose("Put 'A' from C3 to S0", "Deliver a copy");
  await expect(lab.envelope(/^Put 'A' from C3 to S0: has no effect/)).toBeVisible();
});

test("help lists the keys and the terms, and closes with Escape", async ({ lab }) => {
  await lab.page.keyboard.press("?");
  const help = lab.page.getByRole("dialog", { name: "Help" });
  await expect(help).toContainText("step forward");
  await expect(help).toContainText("More than half of the servers.");
  await lab.page.keyboard.press("1");
  await lab.isAtStep(0);
  await lab.page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await lab.button("Help").click();
  await expect(help).toBeVisible();
  await lab.button("Close help").click();
  await expect(help).toBeHidden();
});

test("the tour has three steps, can be skipped, and is found again", async ({ lab }) => {
  await lab.button("New here? Three steps").click();
  const tour = lab.page.getByRole("dialog", { name: "Tour" });
  await expect(tour).toContainText("1 of 3");
  await lab.deliver("Put 'A' from C3 to S0");
  await tour.getByRole("button", { name: "Next" }).click();
  await tour.getByRole("button", { name: "Next" }).click();
  await expect(tour).toContainText("3 of 3");
  await tour.getByRole("button", { name: "Done" }).click();
  await expect(tour).toHaveCount(0);
  await lab.button("Help").click();
  await lab.button("Take the tour, three steps").click();
  await tour.getByRole("button", { name: "Skip" }).click();
  await expect(tour).toHaveCount(0);
});

test("colours are switched, and remembered on the next visit", async ({ lab }) => {
  const ground = () => lab.page.locator("paxos-lab").evaluate((element) => getComputedStyle(element).backgroundColor);
  const light = await ground();
  await lab.button("Colours: system").click();
  await expect(lab.button("Colours: light")).toBeVisible();
  expect(await ground()).toBe(light);
  await lab.button("Colours: light").click();
  await expect(lab.button("Colours: dark")).toBeVisible();
  const dark = await ground();
  expect(dark).not.toBe(light);
  expect(await lab.page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(dark);
  await lab.page.reload();
  await expect(lab.envelopes).toHaveCount(2);
  expect(await ground()).toBe(dark);
});
