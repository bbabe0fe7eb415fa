// The one worker of a page, for all its labs: started with its first user, ended with its last or when it breaks. Hands messages on by
// the lab's number, and takes it for hung when it says nothing any more though something is due; never looks into an event.

import type { Command, Event as LabEvent } from "../generated/paxos_lab";
import { assets } from "./assets.ts";
import type { FromWorker, ToWorker } from "./worker.ts";

/** A slice is a hundred times shorter than a second, so a thread that owes an answer and says nothing for so many has hung. */
const SILENCE_MAX = 10;

/** What is said for one lab; the thread knows its number. */
export type ToLab = { type: "command"; id: number; command: Command } | { type: "hold"; run: number; held: boolean };

/** Whoever has a lab in the thread. */
export interface Member {
  /** `id`: the command that they answer, of which no more comes if they are the last. */
  heard(events: LabEvent[], id: number | undefined, isLast: boolean): void;
  /** The thread is gone, and all labs with it. `byAnother`: it was another member's lab that broke it. */
  gone(message: string, wasReady: boolean, byAnother: boolean): void;
}

/** The thread that is running or starting. */
let shared: Thread | undefined;
let numbers = 0;

/** A place in the thread, which is started if there is none. */
export function join(member: Member): Seat {
  shared ??= new Thread();
  return new Seat(shared, member, ++numbers);
}

/** A member's place in a thread. Of no use when the thread is gone. */
export class Seat {
  constructor(private readonly thread: Thread, member: Member, private readonly lab: number) {
    thread.members.set(lab, member);
  }

  send(message: ToLab): void {
    this.thread.post(this.lab, message);
  }

  leave(): void {
    this.thread.leave(this.lab);
  }
}

class Thread {
  readonly members = new Map<number, Member>();
  #worker: Worker | undefined;
  #ready = false;
  #waiting: [lab: number, message: ToLab][] = [];
  /** The lab of each command that isn't answered, what was heard of last at the end. Commands wait for each other without ageing. */
  readonly #due = new Map<string, number>();
  /** Seconds since anything was heard, or since anything is due; a machine that sleeps counts none. */
  #silence = 0;
  #watch: ReturnType<typeof setInterval> | undefined;

  constructor() {
    void this.#start();
  }

  post(lab: number, message: ToLab): void {
    if (!this.#ready) {
      this.#waiting.push([lab, message]);
      return;
    }
    this.#worker?.postMessage({ ...message, lab } satisfies ToWorker);
    if (message.type === "command") this.#isDue(lab, message.id, true);
  }

  /** Only what a worker that is ready was told: a slow network is no hang. */
  #isDue(lab: number, id: number, is: boolean): void {
    this.#due.delete(`${lab} ${id}`);
    if (is) this.#due.set(`${lab} ${id}`, lab);
    this.#watchOver();
  }

  #watchOver(): void {
    if (this.#watch !== undefined && this.#due.size > 0) return;
    clearInterval(this.#watch);
    this.#silence = 0;
    this.#watch = this.#due.size === 0 ? undefined : setInterval(() => {
      // None of its labs answers, whichever it is that has hung.
      if (++this.#silence >= SILENCE_MAX) this.end("it didn't answer any more", this.#due.values().next().value);
    }, 1_000);
  }

  leave(lab: number): void {
    this.members.delete(lab);
    this.#waiting = this.#waiting.filter(([of]) => of !== lab);
    for (const [key, of] of this.#due) if (of === lab) this.#due.delete(key);
    this.#watchOver();
    if (this.members.size === 0) this.#close();
    else if (this.#ready) this.#worker?.postMessage({ type: "close", lab } satisfies ToWorker);
  }

  /** All members hear of it, the one that caused it first: whoever joins again makes a new thread. */
  end(message: string, cause: number | undefined): void {
    const wasReady = this.#ready;
    const members = [...this.members].sort(([a], [b]) => Number(b === cause) - Number(a === cause));
    this.#close();
    for (const [lab, member] of members) member.gone(message, wasReady, cause !== undefined && lab !== cause);
  }

  #close(): void {
    if (shared === this) shared = undefined;
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#ready = false;
    this.#waiting = [];
    this.#due.clear();
    this.#watchOver();
    this.members.clear();
  }

  async #start(): Promise<void> {
    // Whoever made the thread joins it before it can fail.
    await undefined;
    try {
      const worker = await assets.worker();
      if (shared !== this) return worker.terminate();
      this.#worker = worker;
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(worker, data);
      worker.onerror = (event) => {
        if (worker === this.#worker) this.end(event.message || "its script could not be loaded", undefined);
      };
      const wasm = await assets.wasm();
      if (worker === this.#worker) worker.postMessage({ type: "init", wasm } satisfies ToWorker, typeof wasm === "string" ? [] : [wasm]);
    } catch (error) {
      if (shared === this) this.end(error instanceof Error ? error.message : String(error), undefined);
    }
  }

  /** Messages of a worker that was replaced may still arrive. */
  #hear(worker: Worker, message: FromWorker): void {
    if (worker !== this.#worker) return;
    this.#silence = 0;
    switch (message.type) {
      case "ready":
        this.#ready = true;
        for (const [lab, waiting] of this.#waiting.splice(0)) this.post(lab, waiting);
        break;
      case "events":
        // What was said to a lab that has left is nobody's any more.
        if (message.id !== undefined && this.members.has(message.lab)) this.#isDue(message.lab, message.id, !message.isLast);
        this.members.get(message.lab)?.heard(message.events, message.id, message.isLast);
        break;
      case "panic":
        this.end(message.message, message.lab);
        break;
    }
  }
}
