// The store, with a real lab behind it: what a person does, and what the page then knows.

import { expect, test } from "@playwright/test";
import { messageFor } from "../../src/keyboard.ts";
import { canGoOn, initial, lastStep, runOf, stepShown } from "../../src/state.ts";
import { update } from "../../src/store.ts";
import type { State } from "../../src/state.ts";
import { Bench } from "../support/lab.ts";

const server = (state: State, id: number) => state.shown!.servers[id]!;

test("opening the page asks for the default setting and shows the start", async () => {
  const { state } = await Bench.open();
  expect(state.config).toMatchObject({ client_count: 2, server_count: 3, network: "unordered_nonduplicating", lossy: false });
  expect(state.shown!.messages.map((m) => m.text)).toEqual(["Put 'A'", "Put 'B'"]);
  expect(lastStep(state)).toBe(0);
});

test("delivering a message is a step", async () => {
  const bench = (await Bench.open()).deliver("Put 'A'", 0);
  expect(bench.state.shown!.step).toBe(1);
  expect(server(bench.state, 0).leading).toEqual({ value: "A", phase: 1, promises: 1, accepts: 0, quorum: 2 });
  expect(stepShown(bench.state)!.label).toBe("Put 'A' to S0");
});

test("an action means nothing at another step than the one where it was seen", async () => {
  const bench = (await Bench.open()).deliver("Put 'A'", 0);
  const asked = bench.orders.length;
  bench.say({ type: "act", action: 0, step: 0 });
  expect([bench.orders.length, bench.state.shown!.step]).toEqual([asked, 1]);
});

test("a message that has no effect says why, and is no step", async () => {
  const bench = await Bench.open();
  bench.deliver("Put 'A'", 0).deliver("Put 'B'", 1).deliver("Prepare (1, S1)", 2).deliver("Prepare (1, S0)", 2);
  expect(bench.state.shown!.step).toBe(3);
  expect(bench.state.notice!.text).toContain("S2");
  expect(bench.state.shown!.messages.find((m) => m.text === "Prepare (1, S0)" && m.dst === 2)!.deliver.action).toBeUndefined();
});

test("stepping back keeps what lies ahead, and stepping forward takes it up again", async () => {
  const bench = (await Bench.open()).deliver("Put 'A'", 0).deliver("Prepare (1, S0)", 1);
  const there = bench.state.shown;
  bench.say({ type: "back" });
  expect([bench.state.shown!.step, lastStep(bench.state)]).toEqual([1, 2]);
  bench.say({ type: "forward" });
  expect(bench.state.shown).toEqual(there);
});

test("taking the same action again begins no branch", async () => {
  const bench = (await Bench.open()).deliver("Put 'A'", 0).deliver("Prepare (1, S0)", 1).say({ type: "reset" }).deliver("Put 'A'", 0);
  expect([bench.state.shown!.step, lastStep(bench.state), bench.state.branches.length, bench.state.notice]).toEqual([1, 2, 1, undefined]);
});

test("a seed means the same run every time", async () => {
  const run = async (seed: number) => {
    const bench = (await Bench.open()).say({ type: "seed", seed }).say({ type: "runOn" });
    return runOf(bench.state)!.branches;
  };
  expect(await run(11)).toEqual(await run(11));
  expect(await run(11)).not.toEqual(await run(12));
});

test("a simulation says whether its bound or the model ended it", async () => {
  const bench = (await Bench.open()).say({ type: "seed", seed: 7 }).say({ type: "bound", bound: 5 }).say({ type: "runOn" });
  expect(bench.state.notice!.text).toBe("Simulated with seed 7: stopped at the bound of 5 steps, and it could go on.");
  expect(canGoOn(bench.state)).toBe(true);
  bench.say({ type: "bound", bound: 200 }).say({ type: "runOn" });
  expect(bench.state.notice!.text).toMatch(/^Simulated with seed 7: no action is left after \d+ steps\.$/);
  expect(canGoOn(bench.state)).toBe(false);
});

test("playing goes along the run, then on at random, and says when it ends", async () => {
  const bench = (await Bench.open()).deliver("Put 'A'", 0).say({ type: "reset" }).say({ type: "play" });
  bench.say({ type: "tick" });
  expect(runOf(bench.state)).toMatchObject({ branches: [{ actions: [0] }], step: 1 });
  for (let ticks = 0; bench.state.playing && ticks < 500; ticks++) bench.say({ type: "tick" });
  expect(bench.state.playing).toBe(false);
  expect(bench.state.notice!.text).toBe(`No action is left after ${lastStep(bench.state)} steps: this run has come to its end.`);
});

test("playing alone gives the run that simulating gives", async () => {
  const played = (await Bench.open()).say({ type: "seed", seed: 5 }).say({ type: "play" });
  while (played.state.playing) played.say({ type: "tick" });
  const simulated = (await Bench.open()).say({ type: "seed", seed: 5 }).say({ type: "runOn" });
  expect(runOf(played.state)).toEqual(runOf(simulated.state));
});

test("seeds, bounds and steps out of range are brought into it", async () => {
  const bench = await Bench.open();
  expect(bench.say({ type: "seed", seed: -3 }).state.seed).toBe(0);
  expect(bench.say({ type: "seed", seed: 1e12 }).state.seed).toBe(0xffff_ffff);
  expect(bench.say({ type: "seed", seed: Number.NaN }).state.seed).toBe(0);
  expect(bench.say({ type: "bound", bound: 0 }).state.bound).toBe(1);
  expect(bench.say({ type: "seek", step: 99 }).state.shown!.step).toBe(0);
});

test("other settings start anew and offer the run before", async () => {
  const bench = (await Bench.open()).deliver("Put 'A'", 0);
  const config = { ...bench.state.config!, server_count: 5, network: "ordered" as const };
  bench.say({ type: "configure", config });
  expect([bench.state.shown!.servers.length, bench.state.shown!.step]).toEqual([5, 0]);
  bench.say({ type: "load", run: bench.state.notice!.back! });
  expect([bench.state.shown!.servers.length, bench.state.shown!.step]).toEqual([3, 1]);
});

test("settings out of range change nothing and say what is allowed", async () => {
  const bench = (await Bench.open()).deliver("Put 'A'", 0);
  bench.say({ type: "configure", config: { ...bench.state.config!, server_count: 9 } });
  expect(bench.state.notice).toMatchObject({ tone: "trouble", text: "The number of servers is 9, and must be from 1 to 7." });
  expect([bench.state.shown!.servers.length, bench.state.shown!.step]).toEqual([3, 1]);
});

test("a check of every state ends in its two verdicts", async () => {
  const { check } = (await Bench.open()).say({ type: "check", at: 0 }).finishCheck().state;
  expect(check!.view).toMatchObject({ status: "complete", unique: 16_668, generated: 32_971, depth: 21 });
  expect(check!.view.properties.map((p) => p.text)).toEqual(["Holds - all 16,668 states explored", "Found - shortest: 8 steps"]);
});

test("a bounded check claims no more than it saw", async () => {
  const bench = await Bench.open();
  bench.say({ type: "checkForm", form: { ...bench.state.checkForm, depthMax: "5" } }).say({ type: "check", at: 0 }).finishCheck();
  expect(bench.state.check!.view.status).toBe("bounded");
  expect(bench.state.check!.view.properties.map((p) => p.verdict)).toEqual(["bounded", "bounded"]);
});

test("a bound that is none is refused, and nothing is checked", async () => {
  const bench = await Bench.open();
  for (const depthMax of ["-1", "0", "two", "1.5"]) {
    bench.say({ type: "checkForm", form: { ...bench.state.checkForm, depthMax } }).say({ type: "check", at: 0 });
    expect(bench.state.check).toBeUndefined();
    expect(bench.state.notice!.text).toContain(`The bound on depth is "${depthMax}"`);
  }
});

test("a check has a bound on memory even when none is typed in, and none past what a tab has", async () => {
  const bench = await Bench.open();
  bench.say({ type: "checkForm", form: { ...bench.state.checkForm, memoryMax: "4000" } }).say({ type: "check", at: 0 });
  expect(bench.state.notice!.text).toBe('The bound on memory in megabytes is "4000", and must be a whole number from 1 to 3,500, or empty.');
  const started = update(bench.state, { type: "checkForm", form: { ...bench.state.checkForm, memoryMax: "" } }).state;
  const orders = update(started, { type: "check", at: 0 }).orders;
  expect(orders).toMatchObject([{ command: { type: "checkStart", options: { memoryMax: 2_000, reduce: false } } }]);
});

test("an opened discovery stands at its start, and its last step makes the property true", async () => {
  const bench = (await Bench.open()).deliver("Put 'B'", 1).say({ type: "check", at: 0 }).finishCheck().say({ type: "openDiscovery", property: 1 });
  expect([bench.state.shown!.step, lastStep(bench.state)]).toEqual([0, 8]);
  for (let step = 0; step < 8; step++) bench.say({ type: "forward" });
  expect(bench.state.shown!.properties.find((p) => p.name === "value chosen")!.holds).toBe(true);
  expect(bench.state.branches.map(({ name, last }) => [name, last])).toEqual([["First run", 1], ["a read is answered: example", 8]]);
  bench.say({ type: "undo" });
  expect([bench.state.branch, bench.state.shown!.step]).toEqual([0, 1]);
});

test("a discovery of other settings replaces the run, and offers it back", async () => {
  const bench = (await Bench.open()).say({ type: "check", at: 0 }).finishCheck();
  bench.say({ type: "configure", config: { ...bench.state.config!, server_count: 5 } }).deliver("Put 'A'", 0).say({ type: "openDiscovery", property: 1 });
  expect([bench.state.config!.server_count, lastStep(bench.state)]).toEqual([3, 8]);
  expect(bench.state.notice!.back).toMatchObject({ config: { server_count: 5 }, branches: [{ actions: [0] }], step: 1 });
});

test("a check that has had its time is stopped, and says so", async () => {
  const bench = await Bench.open();
  bench.say({ type: "checkForm", form: { ...bench.state.checkForm, secondsMax: "2" } }).say({ type: "check", at: 0 });
  const view = { ...bench.state.check!.view, type: "check" as const };
  bench.say({ type: "lab", events: [view], at: 1_999 });
  expect(bench.state.check!.view.status).toBe("running");
  bench.say({ type: "lab", events: [view], at: 2_000 });
  expect(bench.state.check!.view.status).toBe("stopped");
  expect(bench.state.check!.view.summary).toContain("the time was up");
});

test("whoever opens the check panel is told once how many states there may be, if they are many", async () => {
  const bench = (await Bench.open()).say({ type: "tab", tab: "check" });
  expect(bench.state.estimate!.text).toBeUndefined();
  bench.say({ type: "configure", config: { ...bench.state.config!, client_count: 3 } });
  expect(bench.state.estimate!.text).toMatch(/^About [\d,]+ states: an estimate from how the first [\d,]+ grow/);
  const asked = () => bench.orders.filter((order) => order.type === "command" && order.command.type === "estimate").length;
  const before = asked();
  bench.say({ type: "tab", tab: "next" }).say({ type: "tab", tab: "check" });
  expect(asked()).toBe(before);
  bench.say({ type: "checkForm", form: { ...bench.state.checkForm, reduce: true } });
  expect([asked(), bench.state.estimate!.text]).toEqual([before + 1, undefined]);
});

test("one property alone can be checked", async () => {
  const bench = await Bench.open();
  bench.say({ type: "checkForm", form: { ...bench.state.checkForm, only: "1" } }).say({ type: "check", at: 0 }).finishCheck();
  expect(bench.state.check!.view.properties.map((p) => p.text)).toEqual(["Found - shortest: 8 steps"]);
  expect(bench.state.check!.view.status).toBe("decided");
});

test("events of a check that was replaced are dropped", async () => {
  const bench = (await Bench.open()).say({ type: "check", at: 0 }).say({ type: "cancelCheck" }).say({ type: "check", at: 0 });
  const { check } = bench.state;
  const late = { ...check!.view, type: "check" as const, run: 1, unique: 999 };
  bench.say({ type: "lab", events: [late], at: 0 });
  expect(bench.state.check!.view.unique).not.toBe(999);
});

test("cancelling stops the check, which then claims nothing", async () => {
  const { check } = (await Bench.open()).say({ type: "check", at: 0 }).say({ type: "cancelCheck" }).state;
  expect(check!.view.status).toBe("stopped");
  expect(check!.view.properties.map((p) => p.verdict)).toEqual(["stopped", "stopped"]);
});

test("the time of a check leaves pauses out", async () => {
  const bench = (await Bench.open()).say({ type: "check", at: 1_000 });
  const start = bench.state.check!.elapsed + (1_500 - bench.state.check!.toldAt);
  bench.say({ type: "pauseCheck", paused: true, at: 1_500 }).say({ type: "pauseCheck", paused: false, at: 9_000 });
  expect(bench.state.check!.elapsed).toBe(start);
  expect(bench.orders.filter((order) => order.type === "hold").map((order) => order.held)).toEqual([true, false]);
});

test("a lab that breaks down is replaced, and the run is put back with its branches", async () => {
  const bench = (await Bench.open()).deliver("Put 'A'", 0).deliver("Prepare (1, S0)", 1).say({ type: "reset" }).deliver("Put 'B'", 1).say({ type: "nameBranch", branch: 0, name: "mine" }).say({ type: "back" }).say({ type: "check", at: 0 });
  const run = runOf(bench.state);
  bench.say({ type: "crashed", message: "index out of bounds" });
  expect(run!.branches).toEqual([{ name: "mine", actions: [0, 0] }, { name: "Branch 1", actions: [1] }]);
  expect(runOf(bench.state)).toEqual(run);
  expect(bench.state.notice!.text).toContain("your run is kept");
  expect(bench.state.notice!.text).toContain("index out of bounds");
  expect(bench.state.check).toBeUndefined();
});

test("a lab that breaks down on its own replay isn't replaced for ever", () => {
  const once = update({ ...initial, recovering: false }, { type: "crashed", message: "first" });
  expect(once.orders.map((order) => order.type)).toEqual(["restart", "command"]);
  const twice = update(once.state, { type: "crashed", message: "second" });
  expect(twice.orders).toEqual([]);
  expect(twice.state.broken).toContain("second");
});

test("keys mean what the list of keys says", async () => {
  const { state } = await Bench.open();
  expect(messageFor("1", state)).toEqual({ type: "act", action: 0, step: 0 });
  expect(messageFor("2", state)).toEqual({ type: "act", action: 1, step: 0 });
  expect(messageFor("9", state)).toBeUndefined();
  expect(messageFor("ArrowRight", state)).toEqual({ type: "act", action: 0, step: 0 });
  expect(messageFor("u", state)).toEqual({ type: "undo" });
  expect(messageFor("y", state)).toEqual({ type: "redo" });
  expect(messageFor("f", state)).toEqual({ type: "fork" });
  expect(messageFor("?", state)).toEqual({ type: "help", open: true });
  expect(messageFor("Escape", state)).toBeUndefined();
  expect(messageFor("Escape", { ...state, menu: { of: "actor", id: 0 } })).toEqual({ type: "menu", menu: undefined });
  expect(messageFor(" ", state)).toEqual({ type: "play" });
  expect(messageFor(" ", { ...state, playing: true })).toEqual({ type: "pause" });
  expect(messageFor("+", { ...state, speed: 8 })).toEqual({ type: "speed", speed: 8 });
  expect(messageFor("q", state)).toBeUndefined();
});

test("the brackets jump between marks", async () => {
  const bench = (await Bench.open()).say({ type: "seed", seed: 7 }).say({ type: "runOn" });
  const marked = bench.state.steps.flatMap((step, index) => (step.marks.length ? [index] : []));
  expect(marked.length).toBeGreaterThan(1);
  bench.say({ type: "reset" }).say(messageFor("]", bench.state)!);
  expect(bench.state.shown!.step).toBe(marked[0]);
  bench.say(messageFor("]", bench.state)!);
  expect(bench.state.shown!.step).toBe(marked[1]);
  bench.say(messageFor("[", bench.state)!);
  expect(bench.state.shown!.step).toBe(marked[0]);
});

test("exports that are asked for quickly each go where they were to go", async () => {
  const { state } = await Bench.open();
  const saving = update(state, { type: "export", format: "png", how: "save" }).state;
  const both = update(saving, { type: "export", format: "text", how: "copy" }).state;
  const event = (format: "svg" | "text", text: string) => ({ type: "exported" as const, format, file: `run.${format}`, mediaType: "text/plain", text });
  const { orders } = update(both, { type: "lab", events: [event("svg", "<svg/>"), event("text", "a story")], at: 0 });
  expect(orders).toEqual([
    { type: "saveImage", file: "run.png", svg: "<svg/>" },
    { type: "copy", what: "The export", text: "a story" },
  ]);
});
