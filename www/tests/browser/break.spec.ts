// A rule is broken in the settings, and the lab finds the shortest run that goes wrong, and says which rule was broken where.

import { expect, test } from "../support/page.ts";

test("a broken rule is chosen, checked, and seen to fail where it is broken", async ({ lab }) => {
  const { page } = lab;
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("rule that is broken").selectOption("accepts_below_promise");
  await expect(page.locator(".rule")).toContainText("An acceptor accepts a proposal unless it has promised a higher ballot.");
  await page.getByRole("button", { name: "Start anew" }).click();
  await expect(page.locator(".in-a-line")).toContainText("broken: Acceptors accept below their promise");

  await lab.tab("Check");
  await page.getByLabel("Properties").selectOption({ label: "always agreement" });
  await expect(page.locator(".asked")).toContainText("No two different values are ever decided");
  await page.getByRole("button", { name: "Check", exact: true }).click();
  const verdict = page.locator('.verdict[data-property="agreement"]');
  await expect(verdict).toContainText("Violated - shortest: 10 steps");
  await verdict.getByRole("button", { name: "Open as trace" }).click();

  // The step that breaks the rule says so, and from the last one on two servers have decided differently.
  await lab.tab("Why");
  const sentence = page.locator(".tab-body .sentence");
  await page.getByLabel("Step", { exact: true }).focus();
  await expect(async () => {
    await page.keyboard.press("ArrowRight");
    await expect(sentence).toContainText("The right rule: An acceptor accepts a proposal unless it has promised a higher ballot.", { timeout: 500 });
  }).toPass();
  await expect(async () => {
    await page.keyboard.press("ArrowRight");
    await expect(page.locator('.properties [data-property="agreement"]')).toContainText("false here", { timeout: 500 });
  }).toPass();
  await expect(page.locator('.properties [data-property="agreement"]')).toContainText(/S\d has decided 'A'; S\d has decided 'B'|S\d has decided 'B'; S\d has decided 'A'/);
});

test("a rule about what is on disk brings a disk and a crash along", async ({ lab }) => {
  const { page } = lab;
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("rule that is broken").selectOption("forgets_promise");
  await expect(page.getByLabel("who comes back finds")).toHaveValue("durable");
  await expect(page.getByLabel("crashes at the same time")).toHaveValue("1");
  await page.getByRole("button", { name: "Start anew" }).click();
  await expect(page.locator(".in-a-line")).toContainText("up to 1 server crashed · with a disk · broken: A promise is forgotten in a restart");
});

test("who sees nothing go wrong is told where the rule does, and taken there", async ({ lab }) => {
  const { page } = lab;
  await page.goto("#broken=accept_does_not_promise");
  await page.getByRole("button", { name: "Edit" }).click();
  await expect(page.locator(".rule")).toContainText('With 3 servers, 3 clients: "promises are kept" is violated in 5 steps');
  await page.getByRole("button", { name: "Cancel" }).click();
  await lab.tab("Check");
  await page.getByLabel("Properties").selectOption({ label: "always agreement" });
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await expect(page.locator('.verdict[data-property="agreement"]')).toContainText("Holds - all 41,653 states explored");
  await expect(page.locator(".elsewhere")).toContainText('This rule was found to violate "agreement" with 3 servers, 3 clients, in 13 steps.');
  await page.getByRole("button", { name: "Take these settings" }).click();
  await expect(page.locator(".in-a-line")).toContainText("3 clients");
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await expect(page.locator('.verdict[data-property="agreement"]')).toContainText("Violated - shortest: 13 steps");
  await expect(page.locator(".elsewhere")).toHaveCount(0);
});

test("every put is answered isn't so, and the run that shows it ends where nothing more can happen", async ({ lab }) => {
  const { page } = lab;
  await lab.tab("Check");
  await page.getByLabel("Properties").selectOption({ label: "eventually every put is answered" });
  await page.getByRole("button", { name: "Check", exact: true }).click();
  const verdict = page.locator('.verdict[data-property="every put is answered"]');
  await expect(verdict).toContainText(/Violated - \d+ steps, after which nothing more can happen/);
  await verdict.getByRole("button", { name: "Open as trace" }).click();
  await page.getByRole("slider", { name: "Step" }).focus();
  await page.keyboard.press("End");
  await lab.tab("Next");
  await expect(page.locator(".empty")).toContainText("no action is left");
});

test("quorums that needn't meet are refused by nobody, and found out", async ({ lab }) => {
  const { page } = lab;
  await page.goto("#promise_quorum=2&accept_quorum=1");
  await expect(page.locator(".in-a-line")).toContainText("quorums of 2 and 1");
  await lab.tab("Check");
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await expect(page.locator('.verdict[data-property="linearizable"]')).toContainText("Violated - shortest: 13 steps");
});
