// Answers that don't come as hoped: commands that fail, work that goes on, labs that break, mistakes in the page. Whatever waits for an
// answer gets one or is given up, and nothing else is.

import { expect, test } from "@playwright/test";
import type { Command, Event as LabEvent } from "../../generated/paxos_lab.js";
import { messageFor } from "../../src/keyboard.ts";
import { stageAfter, waits } from "../../src/kinds.ts";
import { runOf } from "../../src/state.ts";
import { update } from "../../src/store.ts";
import type { Message, State, Update } from "../../src/state.ts";
import { Bench } from "../support/lab.ts";

const hear = (state: State, to: Command | undefined, events: LabEvent[], at = 0): Update => update(state, { type: "lab", events, to, at });
const fail = (state: State, to: Command | undefined, message = "It can't be done."): State => hear(state, to, [{ type: "failed", message }]).state;
const commands = ({ orders }: Update): Command[] => orders.flatMap((order) => (order.type === "command" ? [order.command] : []));
const said = (state: State, ...messages: Message[]): State => messages.reduce((now, message) => update(now, message).state, state);

const estimate: Command = { type: "estimate", options: { reduce: false } };
const simulate: Command = { type: "simulate", seed: 7, steps: 2_000 };
const rename: Command = { type: "nameBranch", branch: 0, name: "" };

/** A page that waits for an answer to everything. */
async function waiting(): Promise<{ state: State; asked: Command[] }> {
  const bench = (await Bench.open()).deliver("Put 'A'", 0);
  const asked: Command[] = [];
  const ask = (state: State, message: Message): State => {
    const done = update(state, message);
    asked.push(...commands(done));
    return done.state;
  };
  const config = { ...bench.state.config!, server_count: 5 };
  const messages: Message[] = [
    { type: "tab", tab: "check" },
    { type: "check", at: 0 },
    { type: "shrink", property: 0 },
    { type: "open", text: "#v=1&run=A" },
    { type: "share", open: true },
    { type: "export", format: "png", how: "save" },
    { type: "export", format: "text", how: "copy" },
    { type: "edit", open: true },
    { type: "configure", config },
  ];
  const state = messages.reduce(ask, bench.state);
  return { state: { ...state, playing: true }, asked };
}

/** What of it is still waited for. */
function waitsFor({ check, shrinking, opening, exporting, editing, estimate }: State): string[] {
  return [
    ...(check ? ["checkStart"] : []),
    ...(shrinking ? ["shrinkStart"] : []),
    ...(opening === undefined ? [] : ["open"]),
    ...exporting.map(({ format }) => `export ${format === "png" ? "svg" : format}`),
    ...(editing === "sent" ? ["configure"] : []),
    ...(estimate ? ["estimate"] : []),
  ].sort();
}

const nameOf = (command: Command) => (command.type === "export" ? `export ${command.format}` : command.type);

test("a command that fails gives up what waits for it, and nothing that waits for another", async () => {
  const { state, asked } = await waiting();
  const all = waitsFor(state);
  expect(all).toEqual(["checkStart", "configure", "estimate", "export svg", "export text", "open", "shrinkStart"]);
  expect(asked.map(nameOf).filter((name) => all.includes(name)).sort()).toEqual(all);
  for (const command of asked) expect([nameOf(command), waitsFor(fail(state, command))]).toEqual([nameOf(command), all.filter((name) => name !== nameOf(command))]);
});

test("a check that goes on is nobody's answer to a name that is refused", async () => {
  const { state } = (await Bench.open()).say({ type: "check", at: 0 });
  const after = fail(state, rename, "A branch's name has from 1 to 40 characters.");
  expect([after.check, after.notice!.text]).toEqual([state.check, "A branch's name has from 1 to 40 characters."]);
});

test("an export that fails leaves the others where they were to go", async () => {
  const { state } = await waiting();
  const event: LabEvent = { type: "exported", format: "text", file: "run.txt", mediaType: "text/plain", text: "a story" };
  const after = fail(state, { type: "export", format: "svg", theme: "light" });
  expect(hear(after, { type: "export", format: "text", theme: "system" }, [event]).orders).toEqual([{ type: "copy", what: "The export", text: "a story" }]);
});

test("an export that comes after its lab broke down goes nowhere, as was said", async () => {
  const { state } = await waiting();
  const { state: after } = update(state, { type: "crashed", message: "out of memory" });
  expect(hear(after, undefined, [{ type: "exported", format: "text", file: "run.txt", mediaType: "text/plain", text: "a story" }]).orders).toEqual([]);
});

test("a lab that breaks down leaves nothing that is waited for", async () => {
  const { state } = await waiting();
  const { state: after } = update(state, { type: "crashed", message: "out of memory" });
  expect([waitsFor(after), after.sharing, after.working, after.playing]).toEqual([[], false, undefined, false]);
  expect(after.editing).toBe("open");
});

test("a run that isn't put back after a break leaves a stage to begin on, and can be asked for again", async () => {
  const { state } = (await Bench.open()).deliver("Put 'A'", 0);
  const run = runOf(state)!;
  const crashed = update(state, { type: "crashed", message: "out of memory" });
  const [load] = commands(crashed);
  const after = hear(crashed.state, load, [{ type: "failed", message: "The load was stopped." }]);
  expect(commands(after)).toEqual([{ type: "configure", config: {} }]);
  expect(after.state.notice).toMatchObject({ text: "The load was stopped.", back: run });
});

test("one's own run that isn't put back after a lesson can be asked for again", async () => {
  const { state } = (await Bench.open()).deliver("Put 'A'", 0);
  const run = runOf(state)!;
  const left = update({ ...state, visit: { type: "challenge", id: "quorum_of_one", hint: undefined, own: run } }, { type: "leave" });
  expect(fail(left.state, commands(left)[0]).notice!.back).toMatchObject({ ...run });
});

test("the start that can't be made is no reason to ask for it for ever", async () => {
  const { state } = await Bench.open();
  const bare: State = { ...state, config: undefined, shown: undefined };
  expect(commands(hear(bare, { type: "open", text: "#x" }, [{ type: "failed", message: "No." }]))).toEqual([{ type: "configure", config: {} }]);
  expect(commands(hear(bare, { type: "configure", config: {} }, [{ type: "failed", message: "No." }]))).toEqual([]);
});

test("what is to be stopped and isn't there any more is waited for no longer", async () => {
  const bench = (await Bench.open()).say({ type: "check", at: 0 });
  const run = bench.state.check!.run;
  expect(hear(bench.state, { type: "checkStop", run: run + 1, why: "person" }, []).state.check).toBeDefined();
  expect(hear(bench.state, { type: "checkStop", run, why: "person" }, []).state.check).toBeUndefined();
  const shrinking: State = { ...bench.state, shrinking: { run: 9, property: 0, view: undefined } };
  expect(hear(shrinking, { type: "shrinkStop", run: 9 }, []).state.shrinking).toBeUndefined();
  expect(fail(shrinking, undefined, "The shorter run can't be kept.").shrinking).toBeUndefined();
  const working = hear(bench.state, simulate, [{ type: "working", done: 1, of: 2 }]).state;
  expect(hear(working, { type: "workStop" }, []).state.working).toBeUndefined();
});

test("work is shown from one second on, with how far it is, and can be stopped by key", async () => {
  const { state } = await Bench.open();
  const begun = hear(state, simulate, [{ type: "working", done: 0, of: 2_000 }], 5_000).state;
  expect([begun.working!.isShown, messageFor("Escape", begun)]).toEqual([false, undefined]);
  expect(hear(begun, simulate, [{ type: "working", done: 700, of: 2_000 }], 5_999).state.working!.isShown).toBe(false);
  const shown = hear(begun, simulate, [{ type: "working", done: 800, of: 2_000 }], 6_000).state;
  expect(shown.working).toMatchObject({ command: "simulate", done: 800, of: 2_000, isShown: true });
  expect([messageFor("Escape", shown), messageFor("Escape", { ...shown, gallery: { ...shown.gallery, open: true } })]).toEqual([{ type: "stopWork" }, { type: "stopWork" }]);
  const stopped = update(shown, { type: "stopWork" });
  expect([commands(stopped), messageFor("Escape", stopped.state)]).toEqual([[{ type: "workStop" }], undefined]);
  expect(hear(stopped.state, simulate, [{ type: "workEnded" }]).state.working).toBeUndefined();
  // The next one has a second of its own.
  const next = hear(hear(shown, simulate, [{ type: "workEnded" }], 6_100).state, estimate, [{ type: "working", done: 0, of: 0 }], 6_100).state;
  expect(next.working).toMatchObject({ command: "estimate", isShown: false, isStopping: false });
});

test("stopping says nothing to a lab that has nothing to stop", async () => {
  const { state } = await Bench.open();
  expect(update(state, { type: "stopWork" })).toEqual({ state, orders: [] });
});

test("an estimate goes when nothing else is to be done, is asked for again when it was cut short, and not when the person stopped it", async () => {
  const { state } = await Bench.open();
  const asked = update(state, { type: "tab", tab: "check" });
  expect(asked.orders).toEqual([{ type: "command", command: estimate, whenIdle: true }]);
  const working = hear(asked.state, estimate, [{ type: "working", done: 0, of: 0 }]).state;
  const cut = fail(working, estimate, "The estimate was stopped.");
  expect(cut.notice).toBeUndefined();
  expect(commands(hear(cut, simulate, [{ ...state.shown!, type: "state" }]))).toEqual([estimate]);
  const stopped = fail(said(working, { type: "stopWork" }), estimate, "The estimate was stopped.");
  expect(commands(hear(stopped, simulate, [{ ...state.shown!, type: "state" }]))).toEqual([]);
});

test("a mistake in the page is told, and nothing else changes", async () => {
  const { state } = (await Bench.open()).deliver("Put 'A'", 0).say({ type: "check", at: 0 });
  const after = update(state, { type: "faulted", message: "x is undefined", isLost: false });
  expect([after.orders, after.state.notice]).toEqual([[], { tone: "trouble", text: "Something went wrong in this page; your run is kept. It said: x is undefined" }]);
  expect([after.state.shown, after.state.check]).toEqual([state.shown, state.check]);
});

test("a mistake that loses what the lab has said puts the run back, and gives up what waited for it", async () => {
  const { state } = await waiting();
  const after = update(state, { type: "faulted", message: "x is undefined", isLost: true, to: { type: "act", action: 0 } });
  expect(commands(after)).toEqual([{ type: "load", ...runOf(state)! }]);
  expect([after.state.recovering, after.state.playing, after.state.notice!.text]).toEqual([true, false, "Something went wrong in this page; your run is kept. It said: x is undefined"]);
  expect(update(after.state, { type: "faulted", message: "again", isLost: false }).state.broken).toBeUndefined();
  expect(update(after.state, { type: "faulted", message: "again", isLost: true }).state.broken).toContain("again");
});

test("the gallery checks an entry when its settings are in force, and doesn't when they are refused", async () => {
  const bench = (await Bench.open()).say({ type: "galleryCheck", jobs: [{ config: { client_count: 1 }, property: 0 }, { config: { client_count: 2 }, property: 0 }], at: 0 });
  const asked = (done: { orders: Update["orders"] }) => done.orders.flatMap((order) => (order.type === "gallery" ? [order.command.type] : []));
  const hearGallery = (state: State, event: LabEvent) => update(state, { type: "galleryLab", events: [event], at: 0 });
  expect(asked(bench)).toEqual(["configure"]);
  expect(asked(hearGallery(bench.state, { ...bench.state.shown!, type: "state" }))).toEqual(["checkStart"]);
  const refused = hearGallery(bench.state, { type: "failed", message: "No." });
  expect([asked(refused), refused.state.gallery.running!.job.config]).toEqual([["configure"], { client_count: 2 }]);
  const cancelled = update(bench.state, { type: "galleryCancel" });
  expect([asked(cancelled), cancelled.state.gallery.running, cancelled.state.gallery.waiting]).toEqual([[], undefined, []]);
  expect(asked(hearGallery(cancelled.state, { ...bench.state.shown!, type: "state" }))).toEqual([]);
});

test("a gallery that can't be read closes, so that it can be opened again, and no lesson is waited for", async () => {
  const { state } = await Bench.open();
  const open = update(state, { type: "gallery", open: true }).state;
  const gone = said(open, { type: "galleryGone" });
  expect([gone.gallery.open, gone.notice!.text]).toEqual([false, "The gallery could not be read; open it again."]);
  const wanting = update(state, { type: "open", text: "#lesson=chosen" }).state;
  expect(wanting.gallery.wanted).toBe("chosen");
  expect(said(wanting, { type: "galleryGone" }).gallery.wanted).toBeUndefined();
});

test("checks of a gallery whose lab breaks are told, and can be asked for again", async () => {
  const { state } = (await Bench.open()).say({ type: "galleryCheck", jobs: [{ config: {}, property: 0 }], at: 0 });
  const gone = said(state, { type: "galleryGone" });
  expect([gone.gallery.running, gone.notice!.text]).toEqual([undefined, "The gallery's lab broke down; its checks have to be started again."]);
});

test("what names something on the stage waits for it, and a stop doesn't", () => {
  const kinds: [Message, boolean][] = [
    [{ type: "act", action: 0, step: 0 }, true],
    [{ type: "check", at: 0 }, true],
    [{ type: "stopWork" }, false],
    [{ type: "pause" }, false],
  ];
  for (const [message, does] of kinds) expect(waits(message)).toBe(does);
  expect([stageAfter(simulate), stageAfter({ type: "open", text: "" }), stageAfter(estimate), stageAfter({ type: "gallery" })]).toEqual(["changes", "another", "stays", "stays"]);
});
