// An element's way to its lab: sends it orders, hands on what it answers beside the command that it belongs to, and takes another lab when
// it breaks. Never looks into an event.

import type { Command, Event as LabEvent } from "../generated/paxos_lab";
import type { Order } from "./state.ts";
import { join } from "./thread.ts";
import type { Member, Seat } from "./thread.ts";

export interface Listener {
  /** `to`: the command that they answer, of which no more comes if they are the last; none for slices of checks and shrinking. */
  events(events: LabEvent[], to: Command | undefined, isLast: boolean): void;
  /** The lab is gone, with whatever it held. `byAnother`: it was another one in its thread that broke. */
  crashed(message: string, byAnother: boolean): void;
  /** It can't be started at all. */
  broken(message: string): void;
}

export class Client implements Member {
  #seat: Seat | undefined;
  #unanswered = new Map<number, Command>();
  /** Goes when nothing else is unanswered; the last one alone counts. */
  #idle: Command | undefined;
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
        if (order.whenIdle && this.#unanswered.size > 0) this.#idle = order.command;
        else this.#command(order.command);
        break;
    }
  }

  close(): void {
    this.#seat?.leave();
    this.#forget();
  }

  heard(events: LabEvent[], id: number | undefined, isLast: boolean): void {
    const to = id === undefined ? undefined : this.#unanswered.get(id);
    if (id !== undefined && isLast) this.#unanswered.delete(id);
    this.listener.events(events, to, isLast);
    if (!this.#idle || this.#unanswered.size > 0) return;
    this.#command(this.#idle);
    this.#idle = undefined;
  }

  /** Before it was ready there is nothing to replay, and another would fail alike. */
  gone(message: string, wasReady: boolean, byAnother: boolean): void {
    this.#forget();
    if (wasReady) this.listener.crashed(message, byAnother);
    else this.listener.broken(`The lab could not be started: ${message}.`);
  }

  #command(command: Command): void {
    const id = this.#nextId++;
    this.#seat?.send({ type: "command", id, command });
    this.#unanswered.set(id, command);
  }

  #forget(): void {
    this.#seat = undefined;
    this.#idle = undefined;
    this.#unanswered.clear();
  }
}
