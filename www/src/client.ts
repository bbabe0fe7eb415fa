// An element's way to its lab: sends it orders, hands on what it answers, and takes another when it breaks. Never looks into an event.

import type { Event as LabEvent } from "../generated/paxos_lab";
import type { Order } from "./state.ts";
import { join } from "./thread.ts";
import type { Member, Seat, ToLab } from "./thread.ts";

/** A command that isn't answered by then has hung: slices are a hundred times shorter. */
const HUNG_MS = 10_000;

export interface Listener {
  events(events: LabEvent[]): void;
  /** The lab is gone, with whatever it held. `byAnother`: it was another one in its thread that broke. */
  crashed(message: string, byAnother: boolean): void;
  /** It can't be started at all. */
  broken(message: string): void;
}

export class Client implements Member {
  #seat: Seat | undefined;
  #unanswered = new Map<number, ReturnType<typeof setTimeout>>();
  #nextId = 1;

  constructor(private readonly listener: Listener) {
    this.#seat = join(this);
  }

  send(order: Order): void {
    switch (order.type) {
      case "restart":
        this.close();
        this.#seat = join(this);
        break;
      case "hold":
        this.#seat?.send(order);
        break;
      case "command":
        this.#seat?.send({ type: "command", id: this.#nextId++, command: order.command });
        break;
    }
  }

  close(): void {
    this.#seat?.leave();
    this.#forget();
  }

  heard(events: LabEvent[], id: number | undefined): void {
    if (id !== undefined) {
      clearTimeout(this.#unanswered.get(id));
      this.#unanswered.delete(id);
    }
    this.listener.events(events);
  }

  /** Only from here on: a slow network is no hang. */
  sent(message: ToLab): void {
    const seat = this.#seat;
    if (message.type === "command") this.#unanswered.set(message.id, setTimeout(() => seat?.hung(), HUNG_MS));
  }

  /** Before it was ready there is nothing to replay, and another would fail alike. */
  gone(message: string, wasReady: boolean, byAnother: boolean): void {
    this.#forget();
    if (wasReady) this.listener.crashed(message, byAnother);
    else this.listener.broken(`The lab could not be started: ${message}.`);
  }

  #forget(): void {
    this.#seat = undefined;
    for (const timer of this.#unanswered.values()) clearTimeout(timer);
    this.#unanswered.clear();
  }
}
