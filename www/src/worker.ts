// Holds the labs of a page, by number, in a thread of its own. Decides nothing but when checks go on: in slices, taken in turn, so that
// a command is answered between any two of them.

import init, { Lab } from "../generated/paxos_lab";
import type { CheckView, Command, Event as LabEvent } from "../generated/paxos_lab";

/** How long a slice may keep a command waiting. */
const SLICE_MS = 12;
/** When nobody has asked for a check by then, the engine is run in; see `runIn`. */
const RUN_IN_AFTER_MS = 400;
/** States to expand in a slice of that: a millisecond or two. */
const RUN_IN_BUDGET = 1_000;
/** Progress is for eyes. */
const TELL_EVERY_MS = 100;

/** What is said to the worker. A lab begins with its first command. */
export type ToWorker =
  | { type: "init"; wasm: string | ArrayBuffer }
  | { type: "command"; lab: number; id: number; command: Command }
  | { type: "hold"; lab: number; run: number; held: boolean }
  | { type: "close"; lab: number };

/** What it answers. A panic is of one lab, and the end of all. */
export type FromWorker =
  | { type: "ready" }
  | { type: "events"; lab: number; id: number | undefined; events: LabEvent[] }
  | { type: "panic"; lab: number | undefined; message: string };

interface Running {
  run: number;
  budget: number;
  held: boolean;
  toldAt: number;
  discoveries: number;
}

interface Resident {
  lab: Lab;
  running: Running | undefined;
}

const scope = self as unknown as {
  postMessage(message: FromWorker): void;
  onmessage: ((message: MessageEvent<ToWorker>) => void) | null;
  paxosLabPanic?: string;
};

const residents = new Map<number, Resident>();
/** Those whose check goes on, the next one first. */
let turns: number[] = [];

// Between two slices the thread takes whatever message is waiting; a timer would cost four milliseconds each time.
const wake = new MessageChannel();
let isAwake = false;
wake.port1.onmessage = slice;

scope.onmessage = async ({ data }) => {
  try {
    switch (data.type) {
      case "init":
        await init({ module_or_path: data.wasm });
        scope.postMessage({ type: "ready" });
        setTimeout(runIn, RUN_IN_AFTER_MS);
        break;
      case "command": {
        const resident = residents.get(data.lab) ?? { lab: new Lab(), running: undefined };
        residents.set(data.lab, resident);
        const events = resident.lab.handle(data.command);
        scope.postMessage({ type: "events", lab: data.lab, id: data.id, events });
        follow(data.lab, resident, data.command, events);
        break;
      }
      case "hold": {
        const running = residents.get(data.lab)?.running;
        if (running?.run !== data.run) break;
        running.held = data.held;
        takesTurns(data.lab, !data.held);
        break;
      }
      case "close":
        takesTurns(data.lab, false);
        residents.get(data.lab)?.lab.free();
        residents.delete(data.lab);
        break;
    }
  } catch (error) {
    breakDown(error, data.type === "init" ? undefined : data.lab);
  }
};

function follow(lab: number, resident: Resident, command: Command, events: LabEvent[]): void {
  const view = events.find((event) => event.type === "check");
  if (command.type === "checkStart" && view?.status === "running") {
    resident.running = { run: view.run, budget: 200, held: false, toldAt: 0, discoveries: 0 };
    takesTurns(lab, true);
  } else if (view && view.status !== "running" && resident.running?.run === view.run) {
    resident.running = undefined;
    takesTurns(lab, false);
  }
}

function takesTurns(lab: number, does: boolean): void {
  turns = turns.filter((other) => other !== lab);
  if (does) turns.push(lab);
  if (turns.length === 0 || isAwake) return;
  isAwake = true;
  wake.port2.postMessage(undefined);
}

function slice(): void {
  isAwake = false;
  const number = turns[0];
  const resident = number === undefined ? undefined : residents.get(number);
  if (number === undefined || !resident?.running) return;
  try {
    takesTurns(number, advance(number, resident, resident.running));
  } catch (error) {
    breakDown(error, number);
  }
}

/** A slice of a check; false if that was its last. */
function advance(number: number, resident: Resident, running: Running): boolean {
  const started = performance.now();
  const events = resident.lab.handle({ type: "checkAdvance", run: running.run, budget: running.budget });
  const now = performance.now();
  running.budget = nextBudget(running.budget, now - started);
  const view = events.find((event) => event.type === "check");
  if (view) tell(number, running, view, events, now);
  const goesOn = view?.status === "running";
  if (!goesOn) resident.running = undefined;
  return goesOn;
}

/** The number of states that would have filled the slice, changed by no more than a factor of two at a time. */
function nextBudget(budget: number, took: number): number {
  const factor = Math.min(2, Math.max(0.5, SLICE_MS / Math.max(took, 0.1)));
  return Math.min(1_000_000, Math.max(16, Math.round(budget * factor)));
}

function tell(lab: number, running: Running, view: CheckView, events: LabEvent[], now: number): void {
  const discoveries = view.properties.filter((property) => property.steps !== undefined).length;
  const isNews = view.status !== "running" || discoveries > running.discoveries;
  if (!isNews && now - running.toldAt < TELL_EVERY_MS) return;
  running.toldAt = now;
  running.discoveries = discoveries;
  scope.postMessage({ type: "events", lab, id: undefined, events });
}

/** A browser makes fast code of what has run for a while. A check of 16,668 states that nobody sees makes the first one that somebody
 * asks for a third faster. */
function runIn(): void {
  let hidden: Lab | undefined;
  let commands: Command[] = [{ type: "checkStart", run: 0, options: {} }];
  const goOn = () => {
    try {
      const lab = (hidden ??= new Lab());
      const view = turns.length > 0 ? undefined : commands.flatMap((command) => lab.handle(command)).find((event) => event.type === "check");
      commands = [{ type: "checkAdvance", run: 0, budget: RUN_IN_BUDGET }];
      if (view?.status === "running") setTimeout(goOn);
      else lab.free();
    } catch {
      // Nobody asked for it. What is asked of a lab that is broken will say so.
    }
  };
  goOn();
}

function breakDown(error: unknown, lab: number | undefined): void {
  turns = [];
  // A panic reaches JS as a bare trap; its message was left in the global by the lab.
  const message = scope.paxosLabPanic ?? (error instanceof Error ? error.message : String(error));
  scope.postMessage({ type: "panic", lab, message });
}
