// The gallery: nothing is shown as found before this tab has found it, the person's own run stays, and a broken rule can be broken by
// hand.

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../support/page.ts";
import type { LabPage } from "../support/page.ts";

const entry = (lab: LabPage, id: string) => lab.page.locator(`[data-entry="${id}"]`);

test("a broken rule is seen to fail beside the right one, and its trace goes on the stage", async ({ lab }) => {
  await lab.deliver("Put 'A' from C3 to S0");
  await lab.button("Gallery").click();
  const card = entry(lab, "ignores_last_accepted");
  await expect(card.locator("[data-verdict=pending]")).toHaveCount(2);
  await lab.button("Find it: The leader ignores what was accepted").click();
  await expect(card.locator("[data-verdict=violated]")).toContainText("shortest: 10 steps");
  await expect(card.locator("[data-verdict=holds]")).toContainText("Holds - all 16,668 states explored");
  await expect(card.getByRole("img", { name: /^The shortest trace, 10 steps/ })).toBeVisible();
  await lab.button("Open the trace: The leader ignores what was accepted").click();
  await lab.isAtStep(0);
  await expect(lab.page.locator(".in-a-line")).toContainText("broken");
  await lab.button("Back to the previous run").click();
  await lab.isAtStep(1);
});

test("a rule that does harm with some quorums alone is shown with those, and with what it takes", async ({ lab }) => {
  await lab.button("Gallery").click();
  await lab.button("Find it: Ballots without the server's number").click();
  const card = entry(lab, "ballot_without_server");
  await expect(card.locator(".setting")).toContainText("quorums of 1 and 3");
  await expect(card.locator("[data-verdict=violated]")).toContainText("shortest: 10 steps");
  await expect(card.locator(".consequence")).toContainText("where two quorums of promises needn't share a server");
  await expect(card.locator("[data-verdict=holds]")).toContainText("all 393 states");
});

test("what can't be broken can't be broken by hand", async ({ lab }) => {
  await lab.button("Gallery").click();
  await lab.button("Find it: Quorums of 1 and 3").click();
  const card = entry(lab, "promises_1_accepts_3");
  await expect(card.locator("[data-verdict=holds]")).toContainText("all 393 states");
  await expect(card.getByRole("button", { name: /^Break it yourself/ })).toHaveCount(0);
});

test("all of it can be checked, and that can be cancelled", async ({ lab }) => {
  await lab.button("Gallery").click();
  await lab.button("Check all").click();
  await lab.button("Cancel").click();
  await expect(lab.button("Check all")).toBeEnabled();
  await lab.button("Check all").click();
  await expect(lab.page.locator(".progress")).toHaveText("All of it is checked.");
  await expect(lab.page.locator(".entry [data-verdict=pending], .entry [data-verdict=stopped]")).toHaveCount(0);
  await lab.button("Back to the stage").click();
  await expect(lab.envelopes).toHaveCount(2);
});

test("a quorum of one is broken by hand, as shortly as can be, and the own run comes back", async ({ lab }) => {
  await lab.deliver("Put 'B' from C4 to S1");
  await lab.button("Gallery").click();
  await lab.button("Find it: A quorum of one").click();
  await lab.button("Break it yourself: A quorum of one").click();
  const banner = lab.page.getByRole("region", { name: "Break it yourself" });
  await expect(banner).toContainText("The shortest way takes 2 steps; you have taken 0.");
  await lab.button("Hint").click();
  await expect(banner).toContainText("goes on with: Put 'A' to S0");
  await lab.deliver("Put 'A' from C3 to S0");
  await lab.page.keyboard.press("1");
  await lab.button("Restart").click();
  await lab.isAtStep(0);
  await lab.deliver("Put 'A' from C3 to S0");
  await lab.deliver("Put 'B' from C4 to S1");
  await expect(banner).toContainText("You broke it");
  await expect(banner).toContainText("There is no shorter way.");
  await lab.button("Leave").click();
  await lab.isAtStep(1);
  await expect(banner).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 390]) {
    test(`axe finds nothing in the gallery in ${colorScheme} colours at ${width} px`, async ({ labWith }) => {
      const lab = await labWith({ colorScheme, viewport: { width, height: 844 }, bypassCSP: true, reducedMotion: "reduce" });
      await lab.page.goto("./#gallery");
      await lab.button("Find it: A quorum of one").click();
      await expect(entry(lab, "quorum_of_one").locator("[data-verdict=holds]")).toBeVisible();
      const complaints = async () => (await new AxeBuilder({ page: lab.page }).analyze()).violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
      expect(await complaints(), "the gallery").toEqual([]);
      expect(await lab.scrollsSideways()).toBe(false);
      await lab.button("Break it yourself: A quorum of one").click();
      await expect(lab.envelopes).toHaveCount(2);
      expect(await complaints(), "a challenge").toEqual([]);
    });
  }
}
