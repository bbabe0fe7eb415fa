// Going back and choosing otherwise: branches are seen, named, compared, deleted; undo and redo.

import { expect, test } from "../support/page.ts";
import type { LabPage } from "../support/page.ts";

/** A's write first, then B's instead. */
async function part(lab: LabPage): Promise<void> {
  await lab.deliver("Put 'A' from C3 to S0");
  await lab.deliver("Prepare (1, S0) from S0 to S1");
  await lab.button("Back to the start").click();
  await lab.isAtStep(0);
  await lab.deliver("Put 'B' from C4 to S1");
}

test("choosing otherwise begins a branch, says so, and both are in the history", async ({ lab }) => {
  await part(lab);
  await expect(lab.notice).toContainText('"Branch 1" begins here, and "First run" stays in the history');
  await lab.tab("History");
  await expect(lab.page.locator(".branch")).toHaveCount(2);
  await expect(lab.page.locator('.branch[data-shown="yes"]')).toContainText('1 step, parts from "First run" after step 0');
  await lab.button("Show First run").click();
  await lab.isAtStep(2);
  await expect(lab.card("S0")).toContainText("leads A");
  await expect(lab.page.locator('.rows button[data-row="1"]')).toContainText("Put 'A' to S0");
});

test("a branch is named and deleted, and can be had back", async ({ lab }) => {
  await part(lab);
  await lab.tab("History");
  await lab.fill("Name of Branch 1", "B first");
  await expect(lab.page.getByLabel("Name of B first")).toHaveValue("B first");
  await lab.button("Delete B first").click();
  await expect(lab.page.locator(".branch")).toHaveCount(1);
  await expect(lab.button("Delete First run")).toBeDisabled();
  await lab.button("Back to the previous run").click();
  await expect(lab.page.getByLabel("Name of B first")).toBeVisible();
  await lab.isAtStep(1);
});

test("an empty name is refused in a sentence, and the old one is back in its field", async ({ lab }) => {
  await lab.tab("History");
  await lab.fill("Name of First run", " ");
  await expect(lab.notice).toContainText("must have 1 to 40");
  await expect(lab.page.getByLabel("Name of First run")).toHaveValue("First run");
});

test("two branches are compared side by side where they part", async ({ lab }) => {
  await part(lab);
  await lab.tab("History");
  await lab.button("Compare with First run").click();
  const comparison = lab.page.getByRole("region", { name: "Comparison" });
  await expect(comparison).toContainText("They part after step 0");
  await expect(comparison.locator(".side").first()).toContainText("Put 'B' to S1");
  await expect(comparison.locator(".side").last()).toContainText("Put 'A' to S0");
  await expect(comparison.locator(".parts").first()).toContainText("promised ballot");
  await lab.button("Show First run where they part").click();
  await lab.isAtStep(1);
  await expect(comparison).toHaveCount(0);
});

test("undo and redo go where one has been", async ({ lab }) => {
  await part(lab);
  await lab.button("Undo").click();
  await lab.isAtStep(0);
  await lab.button("Undo").click();
  await lab.isAtStep(1);
  await expect(lab.card("S0")).toContainText("leads A");
  await lab.button("Redo").click();
  await lab.button("Redo").click();
  await lab.isAtStep(1);
  await expect(lab.card("S1")).toContainText("leads B");
  await expect(lab.button("Redo")).toBeDisabled();
});

test("a discovery opens as a branch of the run", async ({ lab }) => {
  await lab.deliver("Put 'B' from C4 to S1");
  await lab.check();
  await lab.verdict("value chosen").getByRole("button", { name: "Open as trace" }).click();
  await lab.tab("History");
  await expect(lab.page.getByLabel("Name of a read is answered: example")).toBeVisible();
  await expect(lab.page.locator(".branch")).toHaveCount(2);
});
