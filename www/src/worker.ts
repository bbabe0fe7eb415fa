// Holds the labs of a page, by number, in a thread of its own. Decides nothing but when long work goes on, a check or the shrinking of a
// run: in slices, taken in turn, so that a command is answered between any two of them.

import init, { Lab } from "../generated/paxos_lab";
import type { Command, Event as LabEvent } from "../generated/paxos_lab";

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

/** What goes on in slices. */
type Work = "check" | "shrink";

interface Running {
  work: Work;
  lab: number;
  run: number;
  budget: number;
  toldAt: number;
  discoveries: number;
}

interface Resident {
  lab: Lab;
  /** One of each kind at most. */
  running: Running[];
}

const scope = self as unknown as {
  postMessage(message: FromWorker): void;
  onmessage: ((message: MessageEvent<ToWorker>) => void) | null;
  paxosLabPanic?: string;
};

const residents = new Map<number, Resident>();
/** What goes on, the next one first. */
let turns: Running[] = [];

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
        const resident = residents.get(data.lab) ?? { lab: new Lab(), running: [] };
        residents.set(data.lab, resident);
        const events = resident.lab.handle(data.command);
        scope.postMessage({ type: "events", lab: data.lab, id: data.id, events });
        follow(data.lab, resident, events);
        break;
      }
      case "hold": {
        const running = residents.get(data.lab)?.running.find(({ work, run }) => work === "check" && run === data.run);
        if (running) takesTurns(running, !data.held);
        break;
      }
      case "close":
        for (const running of residents.get(data.lab)?.running ?? []) takesTurns(running, false);
        residents.get(data.lab)?.lab.free();
        residents.delete(data.lab);
        break;
    }
  } catch (error) {
    breakDown(error, data.type === "init" ? undefined : data.lab);
  }
};

/** Takes up what a command has begun, and leaves what it has ended. */
function follow(lab: number, resident: Resident, events: LabEvent[]): void {
  for (const work of ["check", "shrink"] as const) {
    const view = viewOf(work, events);
    if (!view) continue;
    const before = resident.running.find((running) => running.work === work);
    if (before?.run === view.run && view.goesOn) continue;
    if (before) end(resident, before);
    if (!view.goesOn) continue;
    const running = { work, lab, run: view.run, budget: 200, toldAt: 0, discoveries: 0 };
    resident.running.push(running);
    takesTurns(running, true);
  }
}

function end(resident: Resident, running: Running): void {
  resident.running = resident.running.filter((other) => other !== running);
  takesTurns(running, false);
}

function takesTurns(running: Running, does: boolean): void {
  turns = turns.filter((other) => other !== running);
  if (does) turns.push(running);
  if (turns.length === 0 || isAwake) return;
  isAwake = true;
  wake.port2.postMessage(undefined);
}

function slice(): void {
  isAwake = false;
  const running = turns[0];
  const resident = running && residents.get(running.lab);
  if (!running || !resident) return;
  try {
    if (advance(resident, running)) takesTurns(running, true);
    else end(resident, running);
  } catch (error) {
    breakDown(error, running.lab);
  }
}

/** A slice; false if that was the last. */
function advance({ lab }: Resident, running: Running): boolean {
  const { work, run, budget } = running;
  const started = performance.now();
  const events = lab.handle({ type: work === "check" ? "checkAdvance" : "shrinkAdvance", run, budget });
  const now = performance.now();
  running.budget = nextBudget(budget, now - started);
  const view = viewOf(work, events);
  if (view) tell(running, view, events, now);
  return view?.goesOn ?? false;
}

interface View {
  run: number;
  goesOn: boolean;
  discoveries: number;
}

function viewOf(work: Work, events: LabEvent[]): View | undefined {
  for (const event of events) {
    if (event.type !== work) continue;
    if (event.type === "shrink") return { run: event.run, goesOn: event.isRunning, discoveries: 0 };
    return { run: event.run, goesOn: event.status === "running", discoveries: event.properties.filter(({ steps }) => steps !== undefined).length };
  }
  return undefined;
}

/** The number of states, or of steps, that would have filled the slice, changed by no more than a factor of two at a time. */
function nextBudget(budget: number, took: number): number {
  const factor = Math.min(2, Math.max(0.5, SLICE_MS / Math.max(took, 0.1)));
  return Math.min(1_000_000, Math.max(1, Math.round(budget * factor)));
}

function tell(running: Running, view: View, events: LabEvent[], now: number): void {
  const isNews = !view.goesOn || view.discoveries > running.discoveries;
  if (!isNews && now - running.toldAt < TELL_EVERY_MS) return;
  running.toldAt = now;
  running.discoveries = view.discoveries;
  scope.postMessage({ type: "events", lab: running.lab, id: undefined, events });
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
