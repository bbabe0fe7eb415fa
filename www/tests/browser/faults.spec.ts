// Mistakes of the page itself, in whatever it does: it says so in a sentence, the run is kept, and the next click works. And a lab that is
// slow, or says nothing any more.

import type { LabPage } from "../support/page.ts";
import { expect, test } from "../support/page.ts";
import { test as hosted } from "../support/host.ts";
import { hold, makeSlow, onSlowMachine, release, spoil, standBetween } from "../support/spoilt.ts";

const WRONG = /^Something went wrong in this page; your run is kept\. It said: /;

/** A page at its first step, with the test between it and its lab. */
async function atFirstStep(labWith: (options: object) => Promise<LabPage>): Promise<LabPage> {
  const lab = await labWith({});
  await standBetween(lab.page);
  await lab.open();
  await lab.deliver("Put 'A' from C3 to S0");
  return lab;
}

/** Two more steps: every message that waits finds the stage as it was. */
async function goesOn(lab: LabPage): Promise<void> {
  await lab.deliver("Prepare (1, S0) from S0 to S1");
  await lab.deliver("Prepare (1, S0) from S0 to S2");
  await lab.isAtStep(3);
}

test.describe("a mistake in the page", () => {
  test.use({ expectedComplaints: [/./] });

  for (const [type, what] of [["trace", "taken"], ["state", "drawn"]] as const) {
    test(`an answer that can't be ${what} is told, the run is kept, and the next click works`, async ({ labWith }) => {
      const lab = await atFirstStep(labWith);
      const before = await lab.cards();
      await spoil(lab.page, type);
      await lab.envelope("Deliver Prepare (1, S0) from S0 to S1").click();
      await expect(lab.notice.locator("p")).toHaveText(WRONG);
      await lab.isAtStep(1);
      expect(await lab.cards()).toEqual(before);
      await goesOn(lab);
    });

    test(`a page whose lab can't be ${what} any more says so, and its address keeps the run`, async ({ labWith }) => {
      const lab = await atFirstStep(labWith);
      await expect.poll(() => lab.page.url()).toContain("run=");
      await spoil(lab.page, type, 99);
      await lab.envelope("Deliver Prepare (1, S0) from S0 to S1").click();
      await expect(lab.page.getByRole("alert")).toContainText("This page fails again and again; reload it to begin anew.");
      await lab.page.reload();
      await lab.isAtStep(1);
    });
  }

  test("what was clicked meanwhile is done after a mistake", async ({ labWith }) => {
    const lab = await atFirstStep(labWith);
    await spoil(lab.page, "trace");
    await lab.page.keyboard.press("ArrowRight");
    await lab.page.keyboard.press("Backspace");
    await expect(lab.notice.locator("p")).toHaveText(/./);
    await lab.button("Back to the start").click();
    await lab.isAtStep(0);
    await lab.button("Step forward").click();
    await lab.isAtStep(1);
    await goesOn(lab);
  });

  test("playing ends with a mistake, and can begin again", async ({ labWith }) => {
    const lab = await atFirstStep(labWith);
    await lab.page.getByLabel("Speed").selectOption("8");
    await spoil(lab.page, "state");
    await lab.button("Play").click();
    await expect(lab.notice.locator("p")).toHaveText(WRONG);
    await lab.button("Play").click();
    await expect.poll(() => lab.step()).toBeGreaterThan(2);
  });

  test("a frame that fails is drawn anew", async ({ labWith }) => {
    const lab = await atFirstStep(labWith);
    await lab.page.evaluate(() => {
      const find = ShadowRoot.prototype.querySelector;
      ShadowRoot.prototype.querySelector = () => {
        ShadowRoot.prototype.querySelector = find;
        throw new Error("nothing is found");
      };
    });
    await lab.page.getByRole("tab", { name: "History" }).click();
    await expect(lab.notice.locator("p")).toHaveText(WRONG);
    await lab.tab("Next");
    await goesOn(lab);
  });

  test("a page that can't be drawn at all says so", async ({ labWith }) => {
    const lab = await atFirstStep(labWith);
    await lab.page.evaluate(() => {
      ShadowRoot.prototype.querySelector = () => {
        throw new Error("nothing is found");
      };
    });
    await lab.page.getByRole("tab", { name: "History" }).click();
    await expect(lab.page.getByRole("alert")).toContainText("This page can't be drawn any more; reload it to go on.");
  });

  test("a message that can't be moved arrives all the same", async ({ labWith }) => {
    const lab = await atFirstStep(labWith);
    await lab.page.evaluate(() => {
      Element.prototype.animate = () => {
        throw new Error("nothing moves");
      };
    });
    await goesOn(lab);
    await expect(lab.notice.locator("p")).toHaveText(WRONG);
  });

  test("a handler that fails is told, and works when it can", async ({ labWith }) => {
    const lab = await atFirstStep(labWith);
    await lab.page.evaluate(() => {
      const { prototype } = FormData;
      const { get } = prototype;
      Object.assign(prototype, { get: undefined, restore: () => Object.assign(prototype, { get }) });
    });
    await lab.button("Edit").click();
    await lab.button("Start anew").click();
    await expect(lab.notice.locator("p")).toHaveText(WRONG);
    await lab.page.evaluate(() => (FormData.prototype as unknown as { restore(): void }).restore());
    await lab.button("Start anew").click();
    await lab.isAtStep(0);
  });

  test("an address that may not follow is no hindrance", async ({ labWith }) => {
    const lab = await atFirstStep(labWith);
    await lab.page.evaluate(() => {
      history.pushState = history.replaceState = () => {
        throw new DOMException("too often", "SecurityError");
      };
    });
    await lab.settings({ servers: "5" });
    await expect(lab.page.getByRole("article", { name: /^Server/ })).toHaveCount(5);
    await lab.deliver("Put 'A' from C5 to S0");
  });

  test("a picture that can't be drawn and a clipboard that isn't there are told", async ({ labWith }) => {
    const lab = await atFirstStep(labWith);
    await lab.page.evaluate(() => {
      Object.defineProperty(navigator, "clipboard", { value: undefined });
      HTMLCanvasElement.prototype.getContext = () => {
        throw new Error("no canvas");
      };
    });
    await lab.page.keyboard.press("c");
    await expect(lab.notice).toContainText("The browser doesn't let this page copy; select the text and copy it by hand.");
    await lab.button("Share").click();
    await lab.button("Save as PNG").click();
    await lab.button("Close share").click();
    await expect(lab.notice).toContainText("no canvas");
    await goesOn(lab);
  });
});

hosted.describe("of two embeds", () => {
  hosted.use({ expectedComplaints: [/./] });

  hosted("the one whose handler fails says so", async ({ beside }) => {
    const host = await beside('<paxos-lab controls="full"></paxos-lab><paxos-lab controls="full"></paxos-lab>');
    const [one, other] = [await host.embed(0).start(), await host.embed(1).start()];
    await host.page.evaluate(() => Object.assign(FormData.prototype, { get: undefined }));
    await other.element.getByRole("button", { name: "Edit", exact: true }).click();
    await other.element.getByRole("button", { name: "Start anew" }).click();
    await expect(other.element.locator(".notice")).toContainText("Something went wrong in this page");
    await expect(one.element.locator(".notice")).toHaveCount(0);
    await host.page.evaluate(() => setTimeout(() => Promise.reject(new Error("the host's own"))));
    await host.page.evaluate(() => setTimeout(() => { throw new Error("the host's own"); }));
    await one.deliver("Put 'A' from C3 to S0");
    await expect(one.element.locator(".notice")).toHaveCount(0);
  });
});

test("commands that wait for one another don't end the lab, and one that says nothing any more is replaced", async ({ labWith }) => {
  const lab = await labWith({});
  await standBetween(lab.page);
  await lab.page.clock.install();
  await lab.open();
  await lab.deliver("Put 'A' from C3 to S0");
  await lab.tab("History");
  await hold(lab.page, true);
  for (const name of ["one", "two", "three"]) await lab.fill("Name of First run", name);
  await lab.button("Step back").click();
  for (let answers = 0; answers < 4; answers++) {
    await lab.isAtStep(1);
    await lab.page.clock.runFor(6_000);
    await release(lab.page);
  }
  await lab.isAtStep(0);
  await expect(lab.notice).toHaveCount(0);
  await lab.button("Step forward").click();
  await lab.page.clock.runFor(11_000);
  await expect(lab.notice).toContainText("The lab broke down and was replaced; your run is kept. It said: it didn't answer any more");
  await lab.button("Step forward").click();
  await lab.isAtStep(1);
});

test("what takes longer than a second says how far it is, goes on beside all else, and is stopped by a click or a key", async ({ labWith }) => {
  const lab = await atFirstStep(labWith);
  await makeSlow(lab.page);
  for (const stop of [() => lab.button("Stop").click(), () => lab.page.keyboard.press("Escape")]) {
    await lab.button("Simulate").click();
    await expect(lab.notice).toContainText(/Simulating\.\s*\d[\d,]* of 2,000/);
    await lab.tab("Why");
    await lab.tab("Next");
    // It changes the stage, and doesn't wait for the end.
    const step = await lab.step();
    await lab.page.keyboard.press("h");
    await lab.isAtStep(step - 1);
    await expect(lab.button("Stop")).toBeVisible();
    await stop();
    await expect(lab.notice).toContainText("Simulated with seed");
    await expect(lab.button("Stop")).toHaveCount(0);
    await lab.button("Back to the start").click();
    await lab.button("Step forward").click();
    await lab.isAtStep(1);
  }
});

test.describe("on a slow machine", () => {
  /** A run that doesn't end: messages are delivered again and again. */
  const ENDLESS = "#network=unordered_duplicating&v=1";

  async function open(labWith: (options: object) => Promise<LabPage>, link = ENDLESS): Promise<LabPage> {
    const lab = await labWith({});
    await onSlowMachine(lab.page);
    await lab.page.goto(link);
    return lab;
  }

  test("a step is taken while a simulation goes on, which ends there and keeps its steps", async ({ labWith }) => {
    const lab = await open(labWith);
    await expect(lab.envelopes).toHaveCount(2);
    // It begins with another step than the one that is taken.
    await lab.fill("Seed", 1);
    await lab.fill("Bound on steps", 2_000);
    await lab.button("Simulate").click();
    await expect(lab.notice).toContainText(/Simulating\.\s*\d[\d,]* of 2,000/);
    await lab.envelope("Deliver Put 'A' from C3 to S0").click();
    await lab.isAtStep(1);
    await expect(lab.sentence).toContainText("Put 'A' to S0");
    await expect(lab.button("Stop")).toHaveCount(0);
    await lab.tab("History");
    await expect(lab.page.locator(".branch")).toHaveCount(2);
    await lab.button("Undo").click();
    await lab.isAtStep(0);
  });

  test("a simulation that is stopped says after how many steps", async ({ labWith }) => {
    const lab = await open(labWith);
    await lab.fill("Bound on steps", 2_000);
    await lab.button("Simulate").click();
    await expect(lab.button("Stop")).toBeVisible();
    await lab.page.keyboard.press("Escape");
    await expect(lab.notice).toContainText(/Simulated with seed \d+: stopped after \d+ steps\./);
    await lab.button("Step forward").click();
    await lab.isAtStep(1);
  });

  test("what is being opened can be stopped, and the stage is played until then", async ({ labWith }) => {
    const lab = await open(labWith);
    await expect(lab.envelopes).toHaveCount(2);
    await lab.button("Share").click();
    await lab.page.getByLabel("A link to open").fill(`${ENDLESS}&simulate=2000&seed=1`);
    await lab.page.getByRole("button", { name: "Open", exact: true }).click();
    await expect(lab.notice).toContainText(/Opening what was shared\.\s*\d[\d,]* of 2,000/);
    await lab.deliver("Put 'A' from C3 to S0");
    await lab.button("Stop").click();
    await expect(lab.notice).toContainText("Opening the run was stopped, and nothing has changed.");
    await lab.deliver("Put 'B' from C4 to S1");
  });

  test("a link that is stopped while it opens leaves a stage to begin on", async ({ labWith }) => {
    const lab = await open(labWith, `${ENDLESS}&simulate=2000&seed=1`);
    await lab.button("Stop").click();
    await expect(lab.notice).toContainText("Opening the run was stopped");
    await expect(lab.envelopes).toHaveCount(2);
    await lab.deliver("Put 'A' from C3 to S0");
  });

  test("exports that wait for each other each arrive", async ({ labWith }) => {
    const lab = await open(labWith);
    await lab.simulate(1, 150);
    await lab.button("Share").click();
    const saved: string[] = [];
    lab.page.on("download", (download) => saved.push(download.suggestedFilename()));
    for (const name of ["Story", "SVG", "Mermaid"]) await lab.button(`Save as ${name}`).click();
    await expect.poll(() => saved.length).toBe(3);
    await lab.button("Close share").click();
    await lab.button("Step back").click();
  });
});
