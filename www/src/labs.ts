// The labs of a thread, by number. Hands them commands, and goes on with what takes long, a check, the shrinking of a run or the work that
// commands have begun: in slices, taken in turn, so that a command is answered between any two of them. Knows no worker and no clock: those come
// from outside.

import type { Command, Event as LabEvent } from "../generated/paxos_lab";

/** How long a slice may keep a command waiting. */
const SLICE_MS = 12;
/** Progress is for eyes. */
const TELL_EVERY_MS = 100;
/** States, or steps, of the first slice. A step of a command may take a hundred times as long as a state of a check. */
const FIRST_BUDGET = { check: 200, shrink: 200, commands: 20 };

/** What is said to labs. A lab begins with its first command. */
export type ToLabs =
  | { type: "command"; lab: number; id: number; command: Command }
  | { type: "hold"; lab: number; run: number; held: boolean }
  | { type: "close"; lab: number };

/** What they answer. `id`: the command that it belongs to, of which no more comes if it `isLast`; none for slices of checks and shrinking. */
export interface FromLabs {
  type: "events";
  lab: number;
  id: number | undefined;
  isLast: boolean;
  events: LabEvent[];
}

export interface Outside {
  begin(): { handle(command: Command): LabEvent[]; free(): void };
  say(message: FromLabs): void;
  /** A lab broke, and with it all. */
  broke(error: unknown, lab: number): void;
  /** Is to be answered by `slice`, after whatever message is waiting. */
  wake(): void;
  now(): number;
}

interface Running {
  work: "check" | "shrink" | "commands";
  lab: number;
  /** Of the check or shrinking. */
  run: number;
  budget: number;
  toldAt: number;
  discoveries: number;
}

interface Resident {
  lab: ReturnType<Outside["begin"]>;
  /** One of each kind at most. */
  running: Running[];
  /** Commands that go on, in the order in which the lab takes them up. */
  begun: { id: number; isSimulation: boolean }[];
}

export class Labs {
  readonly #residents = new Map<number, Resident>();
  /** What goes on, the next one first. */
  #turns: Running[] = [];
  #isAwake = false;

  constructor(private readonly outside: Outside) {}

  get isIdle(): boolean {
    return this.#turns.length === 0;
  }

  hear(message: ToLabs): void {
    this.#guarded(message.lab, () => {
      const resident = this.#residents.get(message.lab);
      switch (message.type) {
        case "command":
          return this.#command(message.lab, message.id, message.command);
        case "hold": {
          const running = resident?.running.find(({ work, run }) => work === "check" && run === message.run);
          return running && this.#takesTurns(running, !message.held);
        }
        case "close":
          for (const running of resident?.running ?? []) this.#takesTurns(running, false);
          this.#residents.delete(message.lab);
          return resident?.lab.free();
      }
    });
  }

  slice(): void {
    this.#isAwake = false;
    const running = this.#turns[0];
    const resident = running && this.#residents.get(running.lab);
    if (!running || !resident) return;
    this.#guarded(running.lab, () => {
      if (this.#advance(resident, running)) this.#takesTurns(running, true);
      else this.#end(resident, running);
    });
  }

  #guarded(lab: number, what: () => void): void {
    try {
      what();
    } catch (error) {
      this.#turns = [];
      this.outside.broke(error, lab);
    }
  }

  #command(lab: number, id: number, command: Command): void {
    const resident = this.#residents.get(lab) ?? { lab: this.outside.begin(), running: [], begun: [] };
    this.#residents.set(lab, resident);
    const events = resident.lab.handle(command);
    const own = this.#ended(lab, resident, events);
    const goesOn = own.at(-1)?.type === "working";
    this.outside.say({ type: "events", lab, id, isLast: !goesOn, events: own });
    if (goesOn && resident.begun.push({ id, isSimulation: command.type === "simulate" }) === 1) this.#begin(resident, "commands", lab, id);
    this.#follow(lab, resident, events);
  }

  /** What was going on may have come to its end first, and that is the answer to its own command; gives back what is left. A command ends
   * all that goes on, the first first, or a simulation alone, wherever that stands. */
  #ended(lab: number, resident: Resident, events: LabEvent[]): LabEvent[] {
    const ends = events.findIndex(({ type }) => type === "workEnded") + 1;
    const own = events.slice(0, ends);
    const isSimulation = own.some(({ type }) => type === "simulated");
    const begun = resident.begun.find((one) => one.isSimulation === isSimulation);
    if (!begun || ends === 0) return events;
    resident.begun = resident.begun.filter((one) => one !== begun);
    const running = resident.running.find(({ work }) => work === "commands");
    if (running && resident.begun.length === 0) this.#end(resident, running);
    if (running) running.budget = FIRST_BUDGET.commands;
    this.outside.say({ type: "events", lab, id: begun.id, isLast: true, events: own });
    return this.#ended(lab, resident, events.slice(ends));
  }

  /** Takes up what a command has begun, and leaves what it has ended. */
  #follow(lab: number, resident: Resident, events: LabEvent[]): void {
    for (const work of ["check", "shrink"] as const) {
      const view = viewOf(work, events);
      if (!view) continue;
      const before = resident.running.find((running) => running.work === work);
      if (before?.run === view.run && view.goesOn) continue;
      if (before) this.#end(resident, before);
      if (view.goesOn) this.#begin(resident, work, lab, view.run);
    }
  }

  #begin(resident: Resident, work: Running["work"], lab: number, run: number): void {
    const running = { work, lab, run, budget: FIRST_BUDGET[work], toldAt: work === "commands" ? this.outside.now() : 0, discoveries: 0 };
    resident.running.push(running);
    this.#takesTurns(running, true);
  }

  #end(resident: Resident, running: Running): void {
    resident.running = resident.running.filter((other) => other !== running);
    this.#takesTurns(running, false);
  }

  #takesTurns(running: Running, does: boolean): void {
    this.#turns = this.#turns.filter((other) => other !== running);
    if (does) this.#turns.push(running);
    if (this.isIdle || this.#isAwake) return;
    this.#isAwake = true;
    this.outside.wake();
  }

  /** A slice; false if that was the last. */
  #advance(resident: Resident, running: Running): boolean {
    const { work, run, budget } = running;
    const started = this.outside.now();
    const events = resident.lab.handle(work === "commands" ? { type: "workAdvance", budget } : { type: work === "check" ? "checkAdvance" : "shrinkAdvance", run, budget });
    const now = this.outside.now();
    running.budget = nextBudget(budget, now - started);
    if (work === "commands") {
      const goesOn = events.at(-1)?.type === "working";
      // A lab that knows nothing of it any more says nothing, and somebody waits.
      if (!goesOn || isDue(running, now)) this.#tell(running, now, resident.begun[0]?.id, !goesOn, events.length > 0 ? events : [{ type: "workEnded" }]);
      if (goesOn) return true;
      resident.begun.shift();
      running.budget = FIRST_BUDGET.commands;
      return resident.begun.length > 0;
    }
    const own = this.#ended(running.lab, resident, events);
    const view = viewOf(work, own);
    const discoveries = view?.discoveries ?? 0;
    if (!view?.goesOn || discoveries > running.discoveries || isDue(running, now)) this.#tell(running, now, undefined, false, own);
    running.discoveries = discoveries;
    return view?.goesOn ?? false;
  }

  #tell(running: Running, now: number, id: number | undefined, isLast: boolean, events: LabEvent[]): void {
    running.toldAt = now;
    this.outside.say({ type: "events", lab: running.lab, id, isLast, events });
  }
}

function isDue({ toldAt }: Running, now: number): boolean {
  return now - toldAt >= TELL_EVERY_MS;
}

interface View {
  run: number;
  goesOn: boolean;
  discoveries: number;
}

function viewOf(work: "check" | "shrink", events: LabEvent[]): View | undefined {
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
