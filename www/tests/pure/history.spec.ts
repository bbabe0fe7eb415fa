// Branches, undo and redo: nothing that was done is lost.

import { expect, test } from "@playwright/test";
import { lastStep, runOf } from "../../src/state.ts";
import { Bench } from "../support/lab.ts";

/** Two ways: A's write first, and B's write first. */
async function parted(): Promise<Bench> {
  return (await Bench.open()).deliver("Put 'A'", 0).deliver("Prepare (1, S0)", 1).say({ type: "reset" }).deliver("Put 'B'", 1);
}

test("choosing otherwise after stepping back begins a branch, and both stay", async () => {
  const { state } = await parted();
  expect([state.branch, lastStep(state)]).toEqual([1, 1]);
  expect(state.branches.map(({ name, last, from, partsAfter }) => [name, last, from ?? null, partsAfter])).toEqual([["First run", 2, null, 0], ["Branch 1", 1, 0, 0]]);
  expect(state.notice!.text).toBe('Another choice after step 0: "Branch 1" begins here, and "First run" stays in the history.');
  expect(runOf(state)!.branches.map(({ actions }) => actions)).toEqual([[0, 0], [1]]);
});

test("another branch is shown as it was left", async () => {
  const bench = (await parted()).say({ type: "showBranch", branch: 0, step: 2 });
  expect([bench.state.branch, bench.state.shown!.step, lastStep(bench.state)]).toEqual([0, 2, 2]);
  expect(bench.state.steps.map((step) => step.label)).toEqual(["Start", "Put 'A' to S0", "Prepare (1, S0) to S1"]);
});

test("undo goes back through what was done, over branches, and redo forward", async () => {
  const bench = await parted();
  const where = () => [bench.state.branch, bench.state.shown!.step];
  const seen = [where()];
  for (let times = 0; times < 3; times++) seen.push((bench.say({ type: "undo" }), where()));
  expect(seen).toEqual([[1, 1], [0, 0], [0, 1], [0, 0]]);
  bench.say({ type: "undo" });
  expect(bench.state.notice!.text).toBe("There is nothing to undo.");
  for (let times = 0; times < 3; times++) bench.say({ type: "redo" });
  expect(where()).toEqual([1, 1]);
  bench.say({ type: "undo" }).deliver("Put 'A'", 0).say({ type: "redo" });
  expect(bench.state.notice!.text).toBe("There is nothing to redo.");
});

test("a name that is none is refused, and the branch keeps its own", async () => {
  const bench = (await parted()).say({ type: "nameBranch", branch: 0, name: "A first" });
  expect(bench.state.branches[0]!.name).toBe("A first");
  bench.say({ type: "nameBranch", branch: 0, name: "   " });
  expect(bench.state.notice).toMatchObject({ tone: "trouble", text: "The name of a branch has 0 characters, and must have 1 to 40." });
  expect(bench.state.branches[0]!.name).toBe("A first");
});

test("a branch that is deleted can be had back with all the others", async () => {
  const bench = await parted();
  const run = runOf(bench.state);
  bench.say({ type: "deleteBranch", branch: 1 });
  expect([bench.state.branches.length, bench.state.branch, bench.state.shown!.step]).toEqual([1, 0, 0]);
  expect(bench.state.notice!.text).toBe('Deleted "Branch 1".');
  bench.say({ type: "load", run: bench.state.notice!.back! });
  expect(runOf(bench.state)).toEqual(run);
});

test("undo never leads to a branch that is gone", async () => {
  const bench = (await parted()).say({ type: "showBranch", branch: 0, step: 2 }).say({ type: "deleteBranch", branch: 1 });
  while (bench.state.undo.length) {
    bench.say({ type: "undo" });
    expect(bench.state.branch).toBe(0);
    expect(bench.state.notice?.tone).not.toBe("trouble");
  }
});

test("the only branch stays", async () => {
  const bench = (await Bench.open()).say({ type: "deleteBranch", branch: 0 });
  expect(bench.state.notice!.text).toBe("This is the only branch, and one has to stay.");
});

test("a fork ends at the step shown, and at the end of a run there is nothing to fork", async () => {
  const bench = (await Bench.open()).deliver("Put 'A'", 0).deliver("Prepare (1, S0)", 1).say({ type: "fork" });
  expect(bench.state.branches.length).toBe(1);
  bench.say({ type: "back" }).say({ type: "fork" });
  expect([bench.state.branch, bench.state.shown!.step, lastStep(bench.state)]).toEqual([1, 1, 1]);
});

test("two branches are compared at the step where they part, until something changes", async () => {
  const bench = (await parted()).say({ type: "compare", branch: 0 });
  const { comparison } = bench.state;
  expect([comparison!.partsAfter, comparison!.here.steps[0]!.label, comparison!.there.steps[0]!.label]).toEqual([0, "Put 'B' to S1", "Put 'A' to S0"]);
  expect(comparison!.parts.filter((part) => part.differs).map((part) => part.name)).toEqual(["S0", "S1", "network"]);
  bench.say({ type: "showBranch", branch: 0, step: 1 });
  expect(bench.state.comparison).toBeUndefined();
});

test("a simulation waits for a decision, and says how it ended", async () => {
  const bench = (await Bench.open()).say({ type: "seed", seed: 7 }).say({ type: "until", until: "decided" }).say({ type: "runOn" });
  expect(stepsMarked(bench, "decided")).toEqual([bench.state.shown!.step]);
  expect(bench.state.notice!.text).toMatch(/^Simulated with seed 7: a server has decided after \d+ steps\.$/);
});

function stepsMarked(bench: Bench, mark: string): number[] {
  return bench.state.steps.flatMap((step, index) => (step.marks.some((m) => m === mark) ? [index] : []));
}
