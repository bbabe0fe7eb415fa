// A run at random that goes wrong is shrunk, and the run that it was stays in the history.

import { expect, test } from "../support/page.ts";

const BROKEN = "#broken=ignores_last_accepted&v=1&simulate=200&seed=5&until=changed";

test("a random run that violates is shrunk until no step can be left out", async ({ lab }) => {
  const { page } = lab;
  await page.goto(BROKEN);
  await lab.tab("Why");
  const violated = page.locator('.properties [data-property="chosen stays chosen"]');
  await expect(violated).toHaveAttribute("data-bad", "yes");
  await violated.getByRole("button", { name: "Shrink this run" }).click();
  await expect(page.locator(".notice")).toContainText("Shrunk from 9 to 8 steps: no single step can be left out.");
  await lab.isAtStep(8);
  await expect(violated).toContainText("false here");

  // What can't be made shorter stays, and so does the way back.
  await violated.getByRole("button", { name: "Shrink this run" }).click();
  await expect(page.locator(".notice")).toContainText("Not shrunk, it keeps its 8 steps");
  await lab.button("Step back").click();
  await lab.isAtStep(7);
  await lab.button("Step forward").click();
  await lab.isAtStep(8);

  await lab.tab("History");
  await expect(page.locator(".tab-body input").last()).toHaveValue("chosen stays chosen: shrunk");
  await page.getByRole("button", { name: "Show First run" }).click();
  await lab.isAtStep(16);
});

test("a simulation that comes upon a violation offers to shrink it", async ({ lab }) => {
  const { page } = lab;
  await page.goto("#broken=ignores_last_accepted");
  await expect(page.locator(".in-a-line")).toContainText("broken");
  await page.getByLabel("Until").selectOption("propertyChanged");
  await page.getByLabel("Seed", { exact: true }).fill("5");
  await lab.button("Simulate").click();
  await page.locator(".notice").getByRole("button", { name: "Shrink this run" }).click();
  await expect(page.locator(".notice")).toContainText("Shrunk from 9 to 8 steps");
});

test("random walks find a counterexample, which is opened and shrunk", async ({ lab }) => {
  const { page } = lab;
  await page.goto("#clients=3&broken=ignores_last_accepted&v=1&check=simulation&seed=3&property=agreement");
  await lab.button("Check").click();
  const verdict = page.locator('.verdict[data-property="agreement"]');
  await expect(verdict).toContainText(/Violated - \d+ steps/);
  await verdict.getByRole("button", { name: "Open as trace" }).click();
  await page.locator(".notice").getByRole("button", { name: "Shrink this run" }).click();
  await expect(page.locator(".notice")).toContainText(/Shrunk from \d+ to \d+ steps: no single step can be left out\./);
  await lab.tab("Why");
  await expect(page.locator('.properties [data-property="agreement"]')).toContainText("false here");
});
