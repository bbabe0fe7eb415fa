// Long work in slices, with labs that are told what to do and a clock that the tests move: who is answered when, and as whose answer.

import { expect, test } from "@playwright/test";
import type { Command, Event as LabEvent } from "../../generated/paxos_lab.js";
import { Labs } from "../../src/labs.ts";
import type { FromLabs, ToLabs } from "../../src/labs.ts";

const simulate: Command = { type: "simulate", seed: 1, steps: 100_000 };
const open: Command = { type: "open", text: "#v=1" };
const rename: Command = { type: "nameBranch", branch: 0, name: "mine" };
const stop: Command = { type: "workStop" };
const failed = (message: string): LabEvent => ({ type: "failed", message });

interface FakeWork {
  what: Command;
  done: number;
  of: number;
}

/** Does as the protocol has it: long commands go on in slices, one after the other, and a step of each takes 0.05 ms. What takes the stage
 * ends them all, and what leaves a step a simulation. */
class FakeLab {
  readonly #works: FakeWork[] = [];
  #check: number | undefined;
  freed = false;

  constructor(private readonly spend: (ms: number) => void) {}

  handle(command: Command): LabEvent[] {
    switch (command.type) {
      case "simulate":
      case "open":
      case "export": {
        const ended = command.type === "export" ? [] : command.type === "open" ? this.#stop() : this.#stop("simulate");
        this.#works.push({ what: command, done: 0, of: command.type === "simulate" ? command.steps : 4_000 });
        return [...ended, this.#working(this.#works.at(-1)!)];
      }
      case "workAdvance": {
        const work = this.#works[0];
        if (!work) return [];
        const steps = Math.min(command.budget, work.of - work.done);
        this.spend(steps * 0.05);
        work.done += steps;
        return work.done < work.of ? [this.#working(work)] : this.#end(work);
      }
      case "workStop":
        return this.#stop();
      case "act":
        return [...this.#stop("simulate"), failed(`acted ${command.action}`)];
      case "checkStart":
        this.#check = command.run;
        return [this.#view()];
      case "checkAdvance":
        this.spend(command.budget * 0.01);
        return [this.#view()];
      case "shrinkStart":
        return [{ type: "shrink", run: command.run, isRunning: true, from: 9, steps: 9, text: "" }];
      case "shrinkAdvance":
        return [failed("The shorter run can't be kept.")];
      case "configure":
        throw new Error("out of memory");
      default:
        return [failed(command.type)];
    }
  }

  free(): void {
    this.freed = true;
  }

  #working({ done, of }: FakeWork): LabEvent {
    return { type: "working", done, of };
  }

  #stop(type?: Command["type"]): LabEvent[] {
    return this.#works.filter(({ what }) => !type || what.type === type).flatMap((work) => this.#end(work));
  }

  #end(work: FakeWork): LabEvent[] {
    this.#works.splice(this.#works.indexOf(work), 1);
    const end: LabEvent = { type: "simulated", seed: 1, steps: work.done, ended: "stopped" };
    return [failed(`${work.what.type} ended after ${work.done}`), ...(work.what.type === "simulate" ? [end] : []), { type: "workEnded" }];
  }

  #view(): LabEvent {
    return { type: "check", run: this.#check!, status: "running", summary: "", generated: 0, unique: 0, depth: 0, frontier: 0, widths: [], bytes: 0, certificate: undefined, asked: undefined, elsewhere: undefined, properties: [] };
  }
}

/** A thread that takes a message, or a slice, whenever it is told to. */
class Thread {
  readonly said: FromLabs[] = [];
  readonly broken: [message: string, lab: number][] = [];
  readonly begun: FakeLab[] = [];
  /** Milliseconds of the longest slice. */
  longest = 0;
  now = 0;
  #isAwake = false;
  #nextId = 1;
  readonly labs = new Labs({
    begin: () => {
      const lab = new FakeLab((ms) => (this.now += ms));
      this.begun.push(lab);
      return lab;
    },
    say: (message) => this.said.push(message),
    broke: (error, lab) => this.broken.push([(error as Error).message, lab]),
    wake: () => (this.#isAwake = true),
    now: () => this.now,
  });

  send(command: Command, lab = 1): number {
    const id = this.#nextId++;
    this.labs.hear({ type: "command", lab, id, command });
    return id;
  }

  say(message: ToLabs): void {
    this.labs.hear(message);
  }

  /** A slice; false if nothing goes on. */
  slice(): boolean {
    if (!this.#isAwake) return false;
    this.#isAwake = false;
    const began = this.now;
    this.labs.slice();
    this.longest = Math.max(this.longest, this.now - began);
    return true;
  }

  runFor(ms: number): void {
    const until = this.now + ms;
    while (this.now < until && this.slice());
  }

  /** What a command was answered, its last answer in capitals. */
  answers(id: number): string[] {
    return this.said.filter((one) => one.id === id).map(({ events, isLast }) => {
      const words = events.map((event) => (event.type === "failed" ? event.message : event.type)).join(", ");
      return isLast ? words.toUpperCase() : words;
    });
  }
}

test("a long command goes on in slices of some milliseconds, tells how far it is ten times a second, and ends as its own answer", () => {
  const thread = new Thread();
  const id = thread.send(simulate);
  expect(thread.answers(id)).toEqual(["working"]);
  while (thread.slice());
  const answers = thread.answers(id);
  expect(answers.at(-1)).toBe("SIMULATE ENDED AFTER 100000, SIMULATED, WORKENDED");
  // 5 seconds of it.
  expect(answers.length).toBeGreaterThan(40);
  expect(answers.length).toBeLessThan(60);
  expect(thread.longest).toBeLessThan(25);
  expect(thread.labs.isIdle).toBe(true);
});

test("a quick command is answered between two slices, and the long one goes on", () => {
  const thread = new Thread();
  const long = thread.send(simulate);
  thread.runFor(50);
  const quick = thread.send(rename);
  expect(thread.answers(quick)).toEqual(["NAMEBRANCH"]);
  while (thread.slice());
  expect(thread.answers(long).at(-1)).toBe("SIMULATE ENDED AFTER 100000, SIMULATED, WORKENDED");
});

test("what is stopped answers to its own command, and the stop to none but itself", () => {
  const thread = new Thread();
  const long = thread.send(simulate);
  thread.runFor(50);
  const stopped = thread.send(stop);
  expect(thread.answers(long).at(-1)).toMatch(/^SIMULATE ENDED AFTER \d+, SIMULATED, WORKENDED$/);
  expect(thread.answers(stopped)).toEqual([""]);
  expect(thread.slice()).toBe(true);
  expect(thread.labs.isIdle).toBe(true);
  expect(thread.said.at(-1)!.id).toBe(stopped);
});

test("a command that ends the work tells its end first, as the answer to the one that began it", () => {
  for (const command of [{ type: "act", action: 3 }, open] as const) {
    const thread = new Thread();
    const long = thread.send(simulate);
    thread.runFor(50);
    const before = thread.said.length;
    const next = thread.send(command);
    expect(thread.said.slice(before).map(({ id, isLast }) => [id, isLast])).toEqual([[long, true], [next, command.type === "act"]]);
    expect(thread.answers(next)).toEqual([command.type === "act" ? "ACTED 3" : "working"]);
    while (thread.slice());
    expect(thread.answers(next).at(-1)).toBe(command.type === "act" ? "ACTED 3" : "OPEN ENDED AFTER 4000, WORKENDED");
    expect(thread.answers(long).filter((answer) => answer.includes("WORKENDED"))).toHaveLength(1);
  }
});

test("commands that go on one after the other each end as their own answer, and what ends one leaves the others", () => {
  const save = (format: "svg" | "text"): Command => ({ type: "export", format, theme: "light" });
  const finish = (thread: Thread) => {
    while (thread.slice());
  };
  const begin = () => {
    const thread = new Thread();
    const ids = [save("svg"), simulate, save("text")].map((command) => thread.send(command));
    expect(ids.map((id) => thread.answers(id))).toEqual([["working"], ["working"], ["working"]]);
    return { thread, ends: () => ids.map((id) => thread.answers(id).at(-1)) };
  };
  const one = begin();
  finish(one.thread);
  expect(one.ends()).toEqual(["EXPORT ENDED AFTER 4000, WORKENDED", "SIMULATE ENDED AFTER 100000, SIMULATED, WORKENDED", "EXPORT ENDED AFTER 4000, WORKENDED"]);
  const acted = begin();
  acted.thread.send({ type: "act", action: 0 });
  finish(acted.thread);
  expect(acted.ends()).toEqual(["EXPORT ENDED AFTER 4000, WORKENDED", "SIMULATE ENDED AFTER 0, SIMULATED, WORKENDED", "EXPORT ENDED AFTER 4000, WORKENDED"]);
  const opened = begin();
  const last = opened.thread.send(open);
  expect(opened.ends()).toEqual(["EXPORT ENDED AFTER 0, WORKENDED", "SIMULATE ENDED AFTER 0, SIMULATED, WORKENDED", "EXPORT ENDED AFTER 0, WORKENDED"]);
  finish(opened.thread);
  expect(opened.thread.answers(last).at(-1)).toBe("OPEN ENDED AFTER 4000, WORKENDED");
  expect(opened.thread.labs.isIdle).toBe(true);
});

test("a check and the work of a command take turns, in one lab and in two", () => {
  for (const other of [1, 2]) {
    const thread = new Thread();
    thread.send({ type: "checkStart", run: 1, options: {} }, other);
    const long = thread.send(simulate);
    thread.runFor(1_000);
    const checks = thread.said.filter(({ events }) => events[0]!.type === "check");
    expect(checks.length).toBeGreaterThan(5);
    expect(thread.answers(long).length).toBeGreaterThan(5);
    expect(new Set(checks.slice(1).map(({ id, lab }) => `${id} ${lab}`))).toEqual(new Set([`undefined ${other}`]));
  }
});

test("a check that is held takes no turns, and the work of a command does", () => {
  const thread = new Thread();
  thread.send({ type: "checkStart", run: 1, options: {} });
  thread.say({ type: "hold", lab: 1, run: 1, held: true });
  const long = thread.send(simulate);
  const before = thread.said.length;
  thread.runFor(500);
  expect(new Set(thread.said.slice(before).map(({ id }) => id))).toEqual(new Set([long]));
});

test("a slice that fails is told, though nothing goes on after it", () => {
  const thread = new Thread();
  thread.send({ type: "shrinkStart", run: 1, property: 0 });
  while (thread.slice());
  expect(thread.said.at(-1)).toEqual({ type: "events", lab: 1, id: undefined, isLast: false, events: [failed("The shorter run can't be kept.")] });
});

test("work that the lab knows nothing of any more is answered, so that nobody waits for it", () => {
  const thread = new Thread();
  const long = thread.send(simulate);
  // As a lab that forgets would.
  thread.begun[0]!.handle(stop);
  while (thread.slice());
  expect(thread.answers(long)).toEqual(["working", "WORKENDED"]);
});

test("a lab that breaks ends every turn, and says which it was", () => {
  const thread = new Thread();
  thread.send(simulate, 1);
  thread.send({ type: "configure", config: {} }, 2);
  expect(thread.broken).toEqual([["out of memory", 2]]);
  thread.slice();
  expect(thread.slice()).toBe(false);
});

test("a lab that is closed takes no more turns", () => {
  const thread = new Thread();
  thread.send(simulate);
  thread.say({ type: "close", lab: 1 });
  thread.slice();
  expect([thread.slice(), thread.begun[0]!.freed, thread.labs.isIdle]).toEqual([false, true, true]);
});
