// "Find the run where two leaders duel", as three people would: with a mouse, with keys, with a finger.

import { expect, test } from "../support/page.ts";
import type { LabPage } from "../support/page.ts";

/** C3's write makes S0 a leader, whose promises come in; then C4's makes S1 one, in a higher ballot, before S0 has what it needs. */
const DUEL = [
  "Put 'A' from C3 to S0",
  "Prepare (1, S0) from S0 to S2",
  "Prepared (1, S0) from S2 to S0",
  "Put 'B' from C4 to S1",
  "Prepare (1, S1) from S1 to S2",
];

/** Both lead, S2 has gone over to the higher ballot, and the lower one's proposal reaches nobody there. */
async function isDuel(lab: LabPage): Promise<void> {
  await lab.isAtStep(DUEL.length);
  await expect(lab.card("S0")).toContainText("leads A");
  await expect(lab.card("S1")).toContainText("leads B");
  await expect(lab.card("S2")).toContainText("(1, S1)");
  await expect(lab.envelope(/^Accept \(1, S0\) 'A' from S0 to S2: has no effect\. S2 has promised \(1, S1\), so it accepts nothing in a lower ballot\.$/)).toBeVisible();
}

test("with a mouse", async ({ lab }) => {
  for (const message of DUEL) await lab.deliver(message);
  await isDuel(lab);
});

test("with keys", async ({ lab }) => {
  for (const [step, message] of DUEL.entries()) {
    const [, what, from, to] = /^(.*) from (\w+) to (\w+)$/.exec(message)!;
    const action = lab.page.locator(".action", { has: lab.page.getByText(`${from} → ${what} to ${to}`, { exact: true }) });
    await lab.page.keyboard.press(await action.locator("kbd").innerText());
    await lab.isAtStep(step + 1);
  }
  await isDuel(lab);
});

test("with a finger", async ({ labWith }) => {
  const lab = await (await labWith({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })).open();
  for (const [step, message] of DUEL.entries()) {
    await lab.envelope(`Deliver ${message}`).tap();
    await lab.isAtStep(step + 1);
  }
  await isDuel(lab);
});
