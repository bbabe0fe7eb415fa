// What somebody does who has never seen the page: looks, clicks a message, steps back, lets it run.

import { expect, test } from "../support/page.ts";

test("the stage shows three servers, two clients and their writes in flight", async ({ lab }) => {
  expect(await lab.cards()).toEqual([
    "C3 writes 'A'",
    "C4 writes 'B'",
    "S0 promised none yet accepted nothing leads nothing",
    "S1 promised none yet accepted nothing leads nothing",
    "S2 promised none yet accepted nothing leads nothing",
  ]);
  await expect(lab.envelope("Deliver Put 'A' from C3 to S0")).toBeVisible();
  await expect(lab.envelope("Deliver Put 'B' from C4 to S1")).toBeVisible();
  await expect(lab.page.getByText("Click a message to deliver it.")).toBeVisible();
});

test("a click on a message delivers it, and the server's card changes", async ({ lab }) => {
  await lab.deliver("Put 'A' from C3 to S0");
  await expect(lab.card("S0")).toContainText("leads A");
  await expect(lab.card("S0")).toContainText("(1, S0)");
  await expect(lab.card("S0")).toContainText("1 of 2");
  await expect(lab.card("S0")).toHaveAttribute("data-acted", "yes");
  await expect(lab.card("S0").locator('dl > [data-changed="yes"]')).toHaveText([/promised/, /promises/]);
  await expect(lab.card("S1").locator('[data-changed="yes"]')).toHaveCount(0);
  await expect(lab.envelope("Deliver Prepare (1, S0) from S0 to S1")).toBeVisible();
  await expect(lab.envelope("Deliver Prepare (1, S0) from S0 to S2")).toBeVisible();
  await expect(lab.sentence).toContainText("Put 'A' to S0. S0 is asked to write by C3");
});

test("a message is seen on its way before it arrives", async ({ lab }) => {
  const envelope = lab.page.locator(".envelope").filter({ has: lab.envelope("Deliver Put 'A' from C3 to S0") });
  await envelope.evaluate((element) => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    const card = (element.getRootNode() as ShadowRoot).querySelector('[aria-label="Server S0"]')!;
    const look = () => {
      if (!element.isConnected) return;
      if (element.hasAttribute("data-travelling")) seen.push(`${getComputedStyle(element).translate}|${card.textContent?.includes("1 of 2") ? "after" : "before"}`);
      requestAnimationFrame(look);
    };
    look();
  });
  await lab.deliver("Put 'A' from C3 to S0");
  const frames = await lab.page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
  expect(new Set(frames).size).toBeGreaterThan(2);
  expect(frames.every((frame) => frame.endsWith("before"))).toBe(true);
});

test("stepping back undoes a delivery, and forward takes it again", async ({ lab }) => {
  const start = await lab.cards();
  await lab.deliver("Put 'A' from C3 to S0");
  const after = await lab.cards();
  await lab.button("Step back").click();
  await lab.isAtStep(0);
  expect(await lab.cards()).toEqual(start);
  await expect(lab.envelopes).toHaveCount(2);
  await lab.button("Step forward").click();
  await lab.isAtStep(1);
  expect(await lab.cards()).toEqual(after);
});

test("a message without effect is greyed, says why, and is no step", async ({ lab }) => {
  await lab.deliver("Put 'A' from C3 to S0");
  await lab.deliver("Put 'B' from C4 to S1");
  await lab.deliver("Prepare (1, S1) from S1 to S2");
  const dead = lab.envelope(/^Prepare \(1, S0\) from S0 to S2: has no effect\./);
  await expect(lab.page.locator(".envelope", { has: dead })).toHaveAttribute("data-idle", "yes");
  await dead.click();
  await expect(lab.notice).toContainText("S2");
  await lab.isAtStep(3);
  await expect(lab.page.locator(".idle")).toContainText("Prepare (1, S0) to S2");
});

test("a notice moves nothing when it comes or goes", async ({ lab }) => {
  const place = () => lab.button("Simulate").boundingBox();
  const before = await place();
  await lab.simulate(7, 2);
  expect(await place()).toEqual(before);
  await expect(lab.notice).toBeInViewport({ ratio: 1 });
  await lab.button("Dismiss").click();
  await expect(lab.notice).toHaveCount(0);
  expect(await place()).toEqual(before);
});

test("the list of actions does what the envelopes do", async ({ lab }) => {
  await lab.page.locator(".action", { hasText: "Put 'B' to S1" }).click();
  await lab.isAtStep(1);
  await expect(lab.card("S1")).toContainText("leads B");
});

test("a random run is the same for the same seed, to its very end", async ({ lab }) => {
  const end = async (seed: number) => {
    await lab.button("Back to the start").click({ force: true });
    await lab.simulate(seed, 200);
    await expect(lab.notice).toContainText("no action is left after");
    return [await lab.notice.innerText(), ...(await lab.cards())];
  };
  const first = await end(2_024);
  const other = await end(99);
  // Another visit, to the page itself: the address would lead back to the run.
  await lab.page.goto("about:blank");
  await lab.open();
  expect(await end(2_024)).toEqual(first);
  expect(other).not.toEqual(first);
});

test("the seed is shown, and another can be drawn", async ({ lab }) => {
  const seed = lab.page.getByLabel("Seed", { exact: true });
  await lab.fill("Seed", 1_999_999);
  await lab.button("new seed").click();
  await expect(seed).not.toHaveValue("1999999");
  await expect(seed).toHaveValue(/^\d+$/);
});

test("a bounded simulation says that its bound ended it", async ({ lab }) => {
  await lab.simulate(7, 4);
  await expect(lab.notice).toContainText("stopped at the bound of 4 steps, and it could go on");
  await lab.isAtStep(4);
});

test("playing runs to the end by itself and says so", async ({ lab }) => {
  await lab.page.getByLabel("Speed").selectOption("8");
  await lab.fill("Seed", 7);
  await lab.button("Play").click();
  await expect(lab.button("Pause")).toBeVisible();
  await expect(lab.notice).toContainText("this run has come to its end");
  await expect(lab.button("Play")).toBeDisabled();
});

test("pausing stops where it is", async ({ lab }) => {
  await lab.fill("Seed", 7);
  await lab.button("Play").click();
  await expect(lab.page.getByLabel("Step", { exact: true })).not.toHaveValue("0");
  await lab.button("Pause").click();
  await expect(lab.button("Play")).toBeEnabled();
  const there = await lab.step();
  await lab.tab("Why");
  await lab.tab("Next");
  expect(await lab.step()).toBe(there);
});

test("why a step happened is told with every property's truth in this very state", async ({ lab }) => {
  await lab.deliver("Put 'A' from C3 to S0");
  await lab.tab("Why");
  const panel = lab.page.getByRole("tabpanel");
  await expect(panel).toContainText("Step 1: Put 'A' to S0");
  await expect(panel.locator('[data-property="linearizable"]')).toContainText("true here");
  await expect(panel.locator('[data-property="value chosen"]')).toContainText("false here");
});

test("a click on a row of the space-time diagram shows that step everywhere", async ({ lab }) => {
  await lab.simulate(7, 9);
  await lab.page.locator('.rows button[data-row="3"]').click();
  await lab.isAtStep(3);
  await expect(lab.page.locator('.rows button[data-row="3"]')).toHaveAttribute("aria-current", "step");
  await lab.tab("Why");
  await expect(lab.page.getByRole("tabpanel")).toContainText("Step 3:");
});

test("the marks of a run lead to where it was decided", async ({ lab }) => {
  await lab.simulate(7, 200);
  await lab.page.locator('.mark[data-mark="decided"]').first().click();
  await expect(lab.page.getByRole("article").filter({ hasText: "decided" })).toHaveCount(1);
});
