// Lessons: words beside the stage, a question that is answered by a run and a check, and the person's own run kept meanwhile.

import AxeBuilder from "@axe-core/playwright";
import { breakLab, makeBreakable } from "../support/breakable.ts";
import { expect, test } from "../support/page.ts";

const LESSONS = ["A value is chosen", "Why promises", "Why adopt the highest", "Two leaders duel", "What must be on disk", "Quorums that do not meet"];

test("a lesson goes from page to page, answers its question, and gives the own run back", async ({ labWith }) => {
  const lab = await (await labWith({ reducedMotion: "reduce" })).open();
  await lab.deliver("Put 'A' from C3 to S0");
  await lab.deliver("Put 'B' from C4 to S1");
  await lab.button("Gallery").click();
  await lab.page.getByRole("button", { name: /A value is chosen How three/ }).click();
  const lesson = lab.page.getByRole("complementary", { name: "Lesson" });
  await expect(lesson).toContainText("1 of 4");
  await lab.button("Next").click();
  await lab.isAtStep(3);
  await lab.button("Next").click();
  await lab.isAtStep(4);
  await lab.button("Show me").click();
  await lab.isAtStep(5);
  await expect(lesson).toContainText("But nobody knows yet");
  await expect(lesson.locator("[data-verdict=found]")).toContainText("shortest: 4 steps");
  await lesson.getByRole("button", { name: "Back", exact: true }).click();
  await lab.isAtStep(3);
  await lab.button("Leave the lesson").click();
  await expect(lesson).toHaveCount(0);
  await lab.isAtStep(2);
});

test("a lab that breaks down at a question is replaced, and the question can be answered", async ({ labWith }) => {
  const lab = await labWith({ reducedMotion: "reduce" });
  await makeBreakable(lab.page);
  await lab.page.goto("./#lesson=chosen");
  await lab.button("Next").click();
  await lab.isAtStep(3);
  await lab.button("Next").click();
  await lab.isAtStep(4);
  await breakLab(lab.page, "out of memory");
  await lab.button("Show me").click();
  await expect(lab.notice).toContainText("your run is kept");
  const lesson = lab.page.getByRole("complementary", { name: "Lesson" });
  await lesson.getByRole("button", { name: "Check", exact: true }).click();
  await lab.isAtStep(5);
  await expect(lesson.locator("[data-verdict=found]")).toContainText("shortest: 4 steps");
});

test("every lesson can be read to its end, one after another", async ({ labWith }) => {
  const lab = await labWith({ reducedMotion: "reduce" });
  await lab.page.goto("./#lesson=chosen");
  for (const [place, title] of LESSONS.entries()) {
    await expect(lab.page.getByRole("heading", { name: title })).toBeVisible();
    const pages = await lab.page.getByLabel("Pages read").getAttribute("max");
    for (let page = 1; page < Number(pages); page++) {
      if (await lab.button("Show me").isVisible()) await lab.button("Show me").click();
      await lab.button("Next").click();
      await expect(lab.page.locator(".place")).toHaveText(`${page + 1} of ${pages}`);
    }
    const next = LESSONS[place + 1];
    if (next) await lab.button(`Next lesson: ${next}`).click();
  }
  await expect(lab.notice).toHaveCount(0);
});

test("a lesson that there isn't is named, with those that there are", async ({ labWith }) => {
  const lab = await labWith({});
  await lab.page.goto("./#lesson=raft");
  await expect(lab.notice).toContainText("There is no lesson \"raft\"; choose one of chosen, promises");
  await expect(lab.envelopes).toHaveCount(2);
});

test("axe finds nothing in a lesson on a phone", async ({ labWith }) => {
  const lab = await labWith({ viewport: { width: 390, height: 844 }, bypassCSP: true, reducedMotion: "reduce" });
  await lab.page.goto("./#lesson=duel");
  await expect(lab.page.getByRole("heading", { name: "Two leaders duel" })).toBeVisible();
  await lab.isAtStep(2);
  const { violations } = await new AxeBuilder({ page: lab.page }).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`))).toEqual([]);
  expect(await lab.scrollsSideways()).toBe(false);
});
