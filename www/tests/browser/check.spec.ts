// Checking every state: live numbers, honest verdicts, a discovery that opens as a trace, and a page that goes on meanwhile.

import { expect, test } from "../support/page.ts";
import type { LabPage } from "../support/page.ts";

/** Writes down every number of unique states that was shown. */
async function watchUnique(lab: LabPage): Promise<() => Promise<string[]>> {
  await lab.page.evaluate(() => {
    const root = document.querySelector("paxos-lab")!.shadowRoot!;
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    const look = () => {
      const shown = root.querySelector('[data-number="unique"] dd')?.textContent;
      if (shown && shown !== seen.at(-1)) seen.push(shown);
    };
    new MutationObserver(look).observe(root, { subtree: true, childList: true, characterData: true });
  });
  return () => lab.page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
}

test("a check of the default setting ends in Holds - all 16,668 states explored, with live numbers on the way", async ({ lab }) => {
  const seen = await watchUnique(lab);
  await lab.check();
  await expect(lab.verdict("linearizable").locator(".text")).toHaveText("Holds - all 16,668 states explored");
  await expect(lab.verdict("linearizable")).toHaveAttribute("data-verdict", "holds");
  await expect(lab.verdict("value chosen").locator(".text")).toHaveText("Found - shortest: 8 steps");
  await expect(lab.number("unique")).toHaveText("16,668");
  await expect(lab.number("generated")).toHaveText("32,971");
  await expect(lab.number("depth")).toHaveText("21");
  await expect(lab.number("frontier")).toHaveText("0");
  const numbers = (await seen()).map((text) => Number(text.replaceAll(",", "")));
  expect(numbers.length).toBeGreaterThan(2);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
});

test("the discovery opens as a trace of 8 steps, and its last makes value chosen true", async ({ lab }) => {
  await lab.check();
  await lab.verdict("value chosen").getByRole("button", { name: "Open as trace" }).click();
  await expect(lab.page.getByText("step 0 of 8")).toBeVisible();
  await lab.tab("Why");
  const chosen = lab.page.getByRole("tabpanel").locator('[data-property="value chosen"]');
  for (let step = 1; step <= 8; step++) {
    await expect(chosen).toContainText("false here");
    await lab.button("Step forward").click();
    await lab.isAtStep(step);
  }
  await expect(chosen).toContainText("true here");
  await expect(lab.page.locator('.mark[data-mark="valueChosen"]')).toHaveText("a read is answered at 8");
});

test("opening a discovery doesn't lose the run that was on the stage", async ({ lab }) => {
  await lab.deliver("Put 'B' from C4 to S1");
  await lab.check();
  await lab.verdict("value chosen").getByRole("button", { name: "Open as trace" }).click();
  await expect(lab.page.getByText("step 0 of 8")).toBeVisible();
  await lab.button("Step forward").click();
  await lab.isAtStep(1);
  await lab.button("Undo").click();
  await expect(lab.page.getByText("step 1 of 1")).toBeVisible();
  await expect(lab.card("S1")).toContainText("leads B");
});

/** The colours of a verdict: its border, its ground, its words. */
async function colours(lab: LabPage, property: string): Promise<string[]> {
  return lab.verdict(property).evaluate((element) => {
    const style = getComputedStyle(element);
    return [style.borderColor, style.backgroundColor, getComputedStyle(element.querySelector(".text")!).color];
  });
}

test("a check bounded in depth says so, and is never green", async ({ lab }) => {
  await lab.check();
  await expect(lab.verdict("linearizable")).toHaveAttribute("data-verdict", "holds");
  const green = await colours(lab, "linearizable");
  await lab.check({ depth: 5 });
  await expect(lab.verdict("linearizable")).toHaveAttribute("data-verdict", "bounded");
  await expect(lab.verdict("linearizable").locator(".text")).toContainText("No violation within bounds");
  await expect(lab.verdict("value chosen").locator(".text")).toContainText("Not found within bounds");
  await expect(lab.result.locator(".summary")).toContainText("depth");
  (await colours(lab, "linearizable")).forEach((colour, part) => expect(colour).not.toBe(green[part]));
});

test("a check bounded in states says so", async ({ lab }) => {
  await lab.check({ states: 500 });
  await expect(lab.verdict("linearizable")).toHaveAttribute("data-verdict", "bounded");
  await expect(lab.result.locator(".summary")).toContainText("states");
  await expect(lab.number("unique")).toHaveText("500");
});

test("a check bounded in memory says so, and keeps what it has", async ({ lab }) => {
  await lab.settings({ clients: "6", lossy: true });
  await lab.check({ megabytes: 1 });
  await expect(lab.verdict("linearizable").locator(".text")).toContainText("Stopped at budget, no violation so far");
  await expect(lab.verdict("linearizable").locator(".text")).toContainText("its tables would have grown past 1 MB");
  await expect(lab.verdict("linearizable")).toHaveAttribute("data-verdict", "stopped");
  expect(await lab.unique()).toBeGreaterThan(1_000);
});

test("reduced states are certified, and the result says so with both numbers", async ({ lab }) => {
  await lab.settings({ clients: "3" });
  await lab.tab("Check");
  await lab.page.getByLabel("Reduced states").check();
  await lab.button("Check").click();
  await expect(lab.verdict("linearizable").locator(".text")).toHaveText("Holds - reduced, certified: 18,900 reduced states stand for all");
  await expect(lab.verdict("value chosen").locator(".text")).toHaveText("Found - shortest: 8 steps");
  await expect(lab.number("unique, reduced")).toHaveText("18,900");
  await expect(lab.number("compared")).toHaveText("27,996");
  await lab.verdict("value chosen").getByRole("button").click();
  await expect(lab.notice).toContainText("The discovery is on the stage");
  await lab.page.getByLabel("Strategy").selectOption("randomWalks");
  await expect(lab.page.getByLabel("Reduced states")).toBeDisabled();
  await expect(lab.page.getByText("random walks, which never come to an end")).toBeVisible();
});

test("a bound that is none is refused in a sentence", async ({ lab }) => {
  await lab.check({ depth: -2 });
  await expect(lab.page.getByText('The bound on depth is "-2", and must be a whole number from 1 to 4,294,967,295, or empty.')).toBeVisible();
  await expect(lab.result).toHaveCount(0);
});

test("depth-first finds the same states; random walks never claim to have seen all", async ({ lab }) => {
  await lab.tab("Check");
  await lab.page.getByLabel("Strategy").selectOption("depthFirst");
  await lab.button("Check").click();
  await expect(lab.verdict("linearizable").locator(".text")).toHaveText("Holds - all 16,668 states explored");
  await lab.page.getByLabel("Strategy").selectOption("randomWalks");
  await lab.check({ states: 2_000 });
  await expect(lab.verdict("linearizable")).toHaveAttribute("data-verdict", /bounded|stopped/);
});

test("cancelling works at once and claims nothing", async ({ lab }) => {
  await lab.checkWithoutEnd();
  await lab.button("Cancel").click();
  await expect(lab.result).toHaveAttribute("data-status", "stopped");
  await expect(lab.verdict("linearizable")).toHaveAttribute("data-verdict", "stopped");
  await expect(lab.button("Check")).toBeEnabled();
  const there = await lab.unique();
  await lab.tab("Next");
  await lab.deliver("Put 'A' from C3 to S0");
  await lab.tab("Check");
  expect(await lab.unique()).toBe(there);
});

test("a check can be paused and goes on from there", async ({ lab }) => {
  await lab.checkWithoutEnd();
  await lab.button("Pause").last().click();
  await expect(lab.button("Resume")).toBeVisible();
  // The answer to a step comes after all that was said before the pause.
  await lab.deliver("Put 'A' from C3 to S0");
  const there = await lab.unique();
  await lab.deliver("Put 'B' from C4 to S1");
  expect(await lab.unique()).toBe(there);
  await lab.button("Resume").click();
  await expect.poll(() => lab.unique()).toBeGreaterThan(there);
  await lab.button("Cancel").click();
  await expect(lab.result).toHaveAttribute("data-status", "stopped");
});

test("steps are answered while a check runs", async ({ lab }) => {
  await lab.checkWithoutEnd();
  await lab.deliver("Put 'A' from C3 to S0");
  await expect(lab.card("S0")).toContainText("leads A");
  await lab.deliver("Prepare (1, S0) from S0 to S1");
  await lab.button("Step back").click();
  await lab.isAtStep(1);
  await expect(lab.result).toHaveAttribute("data-status", "running");
  await lab.button("Cancel").click();
});

test("another setting and another run may take the stage while a check goes on", async ({ lab }) => {
  await lab.checkWithoutEnd();
  const there = await lab.unique();
  await lab.settings({ servers: "5", clients: "1" });
  await expect(lab.page.getByRole("article")).toHaveCount(6);
  await expect(lab.result.locator(".checked")).toContainText("3 servers, 6 clients");
  await expect.poll(() => lab.unique()).toBeGreaterThan(there);
  await expect(lab.result).toHaveAttribute("data-status", "running");
  await lab.button("Cancel").click();
});

test("before a space that explodes is searched, its size is estimated, and said to be an estimate", async ({ lab }) => {
  await lab.settings({ clients: "3" });
  await lab.tab("Check");
  await expect(lab.page.locator(".estimate")).toContainText("an estimate from how the first");
  await lab.settings({ clients: "2" });
  await expect(lab.page.locator(".estimate")).toHaveCount(0);
});

test("the states of each depth are drawn while it runs, and the numbers say the same", async ({ lab }) => {
  await lab.check();
  await expect(lab.verdict("linearizable").locator(".text")).toHaveText("Holds - all 16,668 states explored");
  await expect(lab.page.locator(".plot")).toContainText("widest at depth 14 with 2,703");
});
