// Holds the lab, in a thread of its own. Decides nothing but when a check goes on: in slices, so that a command is answered between
// any two of them.

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

export type ToWorker =
  | { type: "init"; wasm: string | ArrayBuffer }
  | { type: "command"; id: number; command: Command }
  | { type: "hold"; run: number; held: boolean };

export type FromWorker = { type: "ready" } | { type: "events"; id: number | undefined; events: LabEvent[] } | { type: "panic"; message: string };

const scope = self as unknown as {
  postMessage(message: FromWorker): void;
  onmessage: ((message: MessageEvent<ToWorker>) => void) | null;
  paxosLabPanic?: string;
};

let lab: Lab | undefined;
let running: { run: number; budget: number; held: boolean; toldAt: number; discoveries: number } | undefined;

// Between two slices the thread takes whatever message is waiting; a timer would cost four milliseconds each time.
const wake = new MessageChannel();
wake.port1.onmessage = slice;

scope.onmessage = async ({ data }) => {
  try {
    switch (data.type) {
      case "init":
        await init({ module_or_path: data.wasm });
        lab = new Lab();
        scope.postMessage({ type: "ready" });
        setTimeout(runIn, RUN_IN_AFTER_MS);
        break;
      case "command": {
        const events = lab?.handle(data.command) ?? [];
        scope.postMessage({ type: "events", id: data.id, events });
        follow(data.command, events);
        break;
      }
      case "hold":
        if (running?.run === data.run) {
          running.held = data.held;
          if (!data.held) wake.port2.postMessage(undefined);
        }
        break;
    }
  } catch (error) {
    breakDown(error);
  }
};

function follow(command: Command, events: LabEvent[]): void {
  const view = events.find((event) => event.type === "check");
  if (command.type === "checkStart" && view?.status === "running") {
    running = { run: view.run, budget: 200, held: false, toldAt: 0, discoveries: 0 };
    wake.port2.postMessage(undefined);
  } else if (view && view.status !== "running" && running?.run === view.run) {
    running = undefined;
  }
}

function slice(): void {
  if (!lab || !running || running.held) return;
  try {
    const started = performance.now();
    const events = lab.handle({ type: "checkAdvance", run: running.run, budget: running.budget });
    const now = performance.now();
    running.budget = nextBudget(running.budget, now - started);
    const view = events.find((event) => event.type === "check");
    if (!view) {
      running = undefined;
      return;
    }
    tell(view, events, now);
    if (view.status === "running") wake.port2.postMessage(undefined);
    else running = undefined;
  } catch (error) {
    breakDown(error);
  }
}

/** The number of states that would have filled the slice, changed by no more than a factor of two at a time. */
function nextBudget(budget: number, took: number): number {
  const factor = Math.min(2, Math.max(0.5, SLICE_MS / Math.max(took, 0.1)));
  return Math.min(1_000_000, Math.max(16, Math.round(budget * factor)));
}

function tell(view: CheckView, events: LabEvent[], now: number): void {
  if (!running) return;
  const discoveries = view.properties.filter((property) => property.steps !== undefined).length;
  const isNews = view.status !== "running" || discoveries > running.discoveries;
  if (!isNews && now - running.toldAt < TELL_EVERY_MS) return;
  running.toldAt = now;
  running.discoveries = discoveries;
  scope.postMessage({ type: "events", id: undefined, events });
}

/** A browser makes fast code of what has run for a while. A check of 16,668 states that nobody sees makes the first one that somebody
 * asks for a third faster. */
function runIn(): void {
  const hidden = new Lab();
  let commands: Command[] = [{ type: "checkStart", run: 0, options: {} }];
  const goOn = () => {
    try {
      const view = running ? undefined : commands.flatMap((command) => hidden.handle(command)).find((event) => event.type === "check");
      commands = [{ type: "checkAdvance", run: 0, budget: RUN_IN_BUDGET }];
      if (view?.status === "running") setTimeout(goOn);
      else hidden.free();
    } catch {
      // Nobody asked for it. What is asked of a lab that is broken will say so.
    }
  };
  goOn();
}

function breakDown(error: unknown): void {
  running = undefined;
  // A panic reaches JS as a bare trap; its message was left in the global by the lab.
  const message = scope.paxosLabPanic ?? (error instanceof Error ? error.message : String(error));
  scope.postMessage({ type: "panic", message });
}
