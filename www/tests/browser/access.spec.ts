// What axe finds on the page: nothing, on any tab, in both themes, wide and on a phone.

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../support/page.ts";
import type { LabPage } from "../support/page.ts";

async function complaints(lab: LabPage): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: lab.page }).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)}`));
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const viewport of [{ width: 1280, height: 900 }, { width: 390, height: 844 }]) {
    test(`axe finds nothing in ${colorScheme} colours at ${viewport.width} px`, async ({ labWith }) => {
      // Axe is put into the page by a script that the page's own policy would refuse.
      const lab = await (await labWith({ colorScheme, viewport, bypassCSP: true, reducedMotion: "reduce" })).open();
      expect(await complaints(lab), "the start").toEqual([]);
      await lab.settings({ lossy: true, crashes: "1" });
      await lab.deliver("Put 'A' from C3 to S0");
      await lab.simulate(7, 30);
      await lab.button("Undo").click();
      await lab.isAtStep(1);
      await lab.check({ states: 20_000 });
      await expect(lab.result).toHaveAttribute("data-status", /complete|decided|bounded|stopped/);
      expect(await complaints(lab), "Check").toEqual([]);
      for (const tab of ["Next", "Why", "History"] as const) {
        await lab.tab(tab);
        if (tab === "Why") await lab.page.locator(".term").first().click();
        if (tab === "History") await lab.simulate(8, 12);
        if (tab === "History") await lab.page.getByRole("button", { name: /^Compare with/ }).first().click();
        expect(await complaints(lab), tab).toEqual([]);
      }
      await lab.page.locator(".more").last().click();
      expect(await complaints(lab), "a menu").toEqual([]);
      await lab.page.keyboard.press("Escape");
      await lab.button("Help").click();
      expect(await complaints(lab), "help").toEqual([]);
    });
  }
}
