// Owns the worker: sends it orders, hands on what it answers, and replaces it when it breaks. Never looks into an event.

import type { Event as LabEvent } from "../generated/paxos_lab";
import type { Order } from "./store.ts";
import type { FromWorker, ToWorker } from "./worker.ts";

/** A command that isn't answered by then has hung: slices are a hundred times shorter. */
const HUNG_MS = 10_000;

export interface Listener {
  events(events: LabEvent[]): void;
  /** The worker is gone; whatever it held is lost. */
  crashed(message: string): void;
  /** It can't be started at all. */
  broken(message: string): void;
}

export class Client {
  #worker: Worker | undefined;
  #ready = false;
  #waiting: ToWorker[] = [];
  #unanswered = new Map<number, ReturnType<typeof setTimeout>>();
  #nextId = 1;

  constructor(private readonly urls: { worker: URL; wasm: URL }, private readonly listener: Listener) {
    this.#start();
  }

  send(order: Order): void {
    switch (order.type) {
      case "restart":
        this.#start();
        break;
      case "hold":
        this.#post(order);
        break;
      case "command": {
        this.#post({ type: "command", id: this.#nextId++, command: order.command });
        break;
      }
    }
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#ready = false;
    this.#waiting = [];
    for (const timer of this.#unanswered.values()) clearTimeout(timer);
    this.#unanswered.clear();
  }

  #start(): void {
    this.close();
    let worker: Worker;
    try {
      worker = new Worker(this.urls.worker);
    } catch {
      // Chromium refuses a worker to a page that was opened from a disk.
      this.listener.broken("The lab could not be started: this browser gives the page no worker. From a web server, even one on this machine, it does.");
      return;
    }
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      // Messages of a worker that was replaced may still arrive.
      if (worker === this.#worker) this.#hear(data);
    };
    worker.onerror = (event) => {
      if (worker !== this.#worker) return;
      this.#gone(event.message || "its script could not be loaded");
    };
    worker.postMessage({ type: "init", wasm: this.urls.wasm.href } satisfies ToWorker);
  }

  #hear(message: FromWorker): void {
    switch (message.type) {
      case "ready":
        this.#ready = true;
        for (const waiting of this.#waiting.splice(0)) this.#post(waiting);
        break;
      case "events":
        if (message.id !== undefined) {
          clearTimeout(this.#unanswered.get(message.id));
          this.#unanswered.delete(message.id);
        }
        this.listener.events(message.events);
        break;
      case "panic":
        this.#gone(message.message);
        break;
    }
  }

  /** Before it was ready there is nothing to replay, and another would fail alike. */
  #gone(message: string): void {
    const wasReady = this.#ready;
    this.close();
    if (wasReady) this.listener.crashed(message);
    else this.listener.broken(`The lab could not be started: ${message}.`);
  }

  #post(message: ToWorker): void {
    if (!this.#ready) {
      this.#waiting.push(message);
      return;
    }
    // Only from here on: a slow network is no hang.
    if (message.type === "command") this.#unanswered.set(message.id, setTimeout(() => this.#gone("it didn't answer any more"), HUNG_MS));
    this.#worker?.postMessage(message);
  }
}
