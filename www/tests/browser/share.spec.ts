// What travels: the address follows the run, links prove themselves where they are opened, and a run is saved, copied and opened again.

import { readFileSync } from "node:fs";
import { expect, test } from "../support/page.ts";
import type { LabPage } from "../support/page.ts";

/** The shortest run to "value chosen", of 8 steps. */
const CHOSEN = "v=1&run=AuXdGA&sum=yGDAQA";

async function openAt(lab: LabPage, link: string): Promise<void> {
  await lab.page.goto(`./#${link}`);
  await expect(lab.notice).toBeVisible();
}

const hash = (lab: LabPage) => new URL(lab.page.url()).hash.slice(1);

test("a link opens its run and says that it is verified", async ({ labWith }) => {
  const lab = await labWith({});
  await openAt(lab, CHOSEN);
  await expect(lab.notice).toContainText("Verified: the run fits in all its 8 steps");
  await lab.isAtStep(8);
  await expect(lab.sentence).toContainText("S1 knows the decision, so it answers C3's read with 'A'.");
});

test("a stale link shows the steps that still fit, and stays in the address until somebody goes on", async ({ labWith }) => {
  const lab = await labWith({});
  const stale = "v=1&run=A2A&sum=AAAAAA";
  await openAt(lab, stale);
  await expect(lab.notice).toContainText("Step 2 no longer fits: an Accept was expected, and there is none. The step before it does, and is on the stage.");
  await lab.isAtStep(1);
  expect(hash(lab)).toBe(stale);
  await lab.deliver("Put 'B' from C4 to S1");
  await expect.poll(() => hash(lab)).not.toBe(stale);
});

test("a link that can't be read is told in a sentence, and the page works", async ({ labWith }) => {
  const lab = await labWith({});
  await openAt(lab, "clients=99");
  await expect(lab.notice).toContainText(`The link's clients is "99", and must be a whole number from 1 to 6.`);
  await expect(lab.envelopes).toHaveCount(2);
  await lab.deliver("Put 'A' from C3 to S0");
});

test("markup in a link stays text", async ({ labWith }) => {
  const lab = await labWith({});
  await openAt(lab, "<img/src/onerror=alert(1)>&run=<b>");
  await expect(lab.notice.locator("img, b")).toHaveCount(0);
  await expect(lab.notice).toContainText("The link");
});

test("the address follows the steps without a trail of entries", async ({ lab }) => {
  const entries = () => lab.page.evaluate(() => history.length);
  const before = await entries();
  await lab.deliver("Put 'A' from C3 to S0");
  await lab.deliver("Prepare (1, S0) from S0 to S1");
  await expect.poll(() => hash(lab)).toMatch(/^v=1&run=[\w-]+&sum=[\w-]{6}$/);
  const there = lab.page.url();
  await lab.page.keyboard.press("ArrowLeft");
  await expect.poll(() => hash(lab)).toContain("&step=1");
  expect(await entries()).toBe(before);
  // Whoever reloads is where they were.
  await lab.page.reload();
  await expect(lab.notice).toContainText("Verified");
  await lab.isAtStep(1);
  await lab.page.keyboard.press("ArrowRight");
  await expect.poll(() => lab.page.url()).toBe(there);
});

test("Back goes to the run before another took the stage", async ({ lab }) => {
  await lab.deliver("Put 'A' from C3 to S0");
  await expect.poll(() => hash(lab)).toContain("run=");
  const first = hash(lab);
  await lab.settings({ clients: "3" });
  await expect.poll(() => hash(lab)).toBe("clients=3");
  await lab.page.goBack();
  await lab.isAtStep(1);
  expect(hash(lab)).toBe(first);
  await lab.page.goForward();
  await expect(lab.envelopes).toHaveCount(3);
});

test("a link in the address bar of an open page takes the stage, and the run before can be fetched back", async ({ lab }) => {
  await lab.deliver("Put 'A' from C3 to S0");
  await lab.deliver("Put 'B' from C4 to S1");
  await lab.page.evaluate((link) => (location.hash = link), CHOSEN);
  await expect(lab.notice).toContainText("Verified");
  await lab.button("Back to the previous run").click();
  await lab.isAtStep(2);
});

test("a link to a check fills its fields, and waits for the person", async ({ labWith }) => {
  const lab = await labWith({});
  await openAt(lab, "v=1&check=bfs&depth=9&states=5000&property=value_chosen");
  await expect(lab.page.getByRole("tab", { name: "Check" })).toHaveAttribute("aria-selected", "true");
  await expect(lab.page.getByLabel("Bound on depth")).toHaveValue("9");
  await expect(lab.page.getByLabel("Bound on states")).toHaveValue("5000");
  await expect(lab.page.getByLabel("Properties")).toHaveValue("1");
  await expect(lab.result).toBeHidden();
  await lab.button("Check").click();
  await expect(lab.verdict("value chosen")).toContainText("Found - shortest: 8 steps");
});

test("a link to a simulation runs it, with its seed and bound in the fields", async ({ labWith }) => {
  const lab = await labWith({});
  await openAt(lab, "clients=3&v=1&simulate=12&seed=42");
  await lab.isAtStep(12);
  await expect(lab.page.getByLabel("Seed", { exact: true })).toHaveValue("42");
  await expect(lab.page.getByLabel("Bound on steps")).toHaveValue("12");
});

test("autoplay goes along the run from its start and ends with it", async ({ labWith }) => {
  const lab = await labWith({});
  await lab.page.goto(`./#${CHOSEN}&autoplay=1&speed=2&theme=dark`);
  await lab.isAtStep(1);
  await expect(lab.page.locator("paxos-lab")).toHaveAttribute("data-theme", "dark");
  await lab.isAtStep(8);
  await expect(lab.button("Play")).toBeVisible();
  // What a link asks for is for this visit.
  await lab.page.goto("about:blank");
  await lab.open();
  await expect(lab.page.locator("paxos-lab")).toHaveAttribute("data-theme", "system");
});

test("nothing plays by itself for somebody who wants less motion", async ({ labWith }) => {
  const lab = await labWith({ reducedMotion: "reduce" });
  await openAt(lab, `${CHOSEN}&autoplay=1`);
  await lab.isAtStep(0);
  await expect(lab.button("Play")).toBeVisible();
});

test("Share copies links and tags", async ({ labWith }) => {
  const lab = await labWith({ permissions: ["clipboard-read", "clipboard-write"] });
  await openAt(lab, CHOSEN);
  const site = lab.page.url().replace(/#.*/, "");
  const copied = () => lab.page.evaluate(() => navigator.clipboard.readText());
  await lab.button("Share").click();
  const dialog = lab.page.getByRole("dialog", { name: "Share" });
  for (const [what, expected] of [
    ["This run, 8 steps", `${site}#${CHOSEN}`],
    ["This check, with its bounds", `${site}#v=1&check=bfs`],
    ["The same check on the command line", "paxos check-bfs"],
    ["One tag, where scripts are allowed", `<script src="${site}paxos-lab.js" defer></script>\n<paxos-lab src="#${CHOSEN.replaceAll("&", "&amp;")}"></paxos-lab>`],
  ] as const) {
    await dialog.getByRole("button", { name: `Copy: ${what}`, exact: true }).click();
    await expect.poll(copied).toBe(expected);
  }
  await lab.page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await lab.page.keyboard.press("ArrowLeft");
  await lab.isAtStep(7);
  await lab.page.keyboard.press("c");
  await expect.poll(copied).toBe(`${site}#${CHOSEN}&step=7`);
  await expect(lab.notice).toContainText("The link to this step is copied.");
});

test("every export is saved, and what is saved as JSON or ITF opens again", async ({ labWith }) => {
  const lab = await labWith({});
  await openAt(lab, CHOSEN);
  await lab.button("Share").click();
  const saved = new Map<string, string>();
  for (const name of ["Story", "SVG", "PNG", "Mermaid", "PlantUML", "Rust test", "Commands", "JSON", "ITF"]) {
    const [download] = await Promise.all([lab.page.waitForEvent("download"), lab.button(`Save as ${name}`).click()]);
    saved.set(download.suggestedFilename(), await download.path());
  }
  const text = (file: string) => readFileSync(saved.get(file)!, "utf8");
  expect(text("paxos-run.md")).toContain("1. **Put 'A' to S0**");
  expect(text("paxos-run.svg")).toContain('role="img"');
  expect(text("paxos-run.mmd")).toContain("sequenceDiagram");
  expect(text("paxos-run.puml")).toContain("@startuml");
  expect(text("paxos_run.rs")).toContain("fn the_run_ends_as_it_did()");
  expect(text("paxos-run.sh")).toBe(`paxos replay '#${CHOSEN}'\npaxos check-bfs\n`);
  expect(readFileSync(saved.get("paxos-run.png")!).subarray(1, 4).toString()).toBe("PNG");
  for (const [file, says] of [["paxos-run.json", "ends as it did"], ["paxos-run.itf.json", "has the states it had"]] as const) {
    await lab.page.getByLabel("A file to open").setInputFiles(saved.get(file)!);
    await expect(lab.notice).toContainText(`Verified: the run fits in all its 8 steps and ${says}.`);
    await lab.button("Share").click();
  }
});

test("a file that is dropped opens, and one that is no run changes nothing", async ({ lab }) => {
  await lab.deliver("Put 'A' from C3 to S0");
  const drop = (content: string) =>
    lab.page.evaluate((text) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], "run.json"));
      for (const type of ["dragover", "drop"]) document.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }, content);
  await drop("{}");
  await expect(lab.notice).toContainText("The file has no format");
  await lab.isAtStep(1);
  await drop(JSON.stringify({ format: "paxos-lab-trace", version: 1, steps: [{ action: 0 }, { action: 0, label: "Put 'B' to S1" }] }));
  await expect(lab.notice).toContainText(`Step 2 no longer fits: "Put 'B' to S1" was expected, and action 0 is "Prepare (1, S0) to S1" there.`);
  await lab.isAtStep(1);
});
