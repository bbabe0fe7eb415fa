// The store with a real lab behind it, without a browser: messages in, state out. Answers at once, so nothing has to be waited for.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import init, { Lab } from "../../generated/paxos_lab.js";
import { initial } from "../../src/state.ts";
import { update } from "../../src/store.ts";
import type { Message, Order, State } from "../../src/state.ts";

const wasm = readFileSync(fileURLToPath(new URL("../../generated/paxos_lab_bg.wasm", import.meta.url)));

export class Bench {
  state: State = initial;
  /** All that was asked for, in order. */
  readonly orders: Order[] = [];
  #lab: Lab;

  private constructor() {
    this.#lab = new Lab();
  }

  /** A page that has been opened, with the start on its stage. */
  static async open(): Promise<Bench> {
    await init({ module_or_path: wasm });
    const bench = new Bench();
    bench.say({ type: "start", seed: 7, address: "https://lab.example/", link: "", calm: false });
    return bench;
  }

  say(message: Message): this {
    const { state, orders } = update(this.state, message);
    this.state = state;
    for (const order of orders) {
      this.orders.push(order);
      if (order.type === "restart") this.#lab = new Lab();
      if (order.type !== "command") continue;
      let events = this.#lab.handle(order.command);
      while (events.at(-1)?.type === "working") events = this.#lab.handle({ type: "workAdvance", budget: 1_000_000 });
      this.say({ type: "lab", events, to: order.command, at: 0 });
    }
    return this;
  }

  /** Runs the check that was started to its end. */
  finishCheck(): this {
    for (;;) {
      const check = this.state.check;
      if (!check || check.view.status !== "running") return this;
      this.say({ type: "lab", events: this.#lab.handle({ type: "checkAdvance", run: check.run, budget: 5_000 }), at: 0 });
    }
  }

  /** The message in flight that reads like this. */
  message(text: string, to: number): number {
    const found = this.state.shown?.messages.find((m) => m.text === text && m.dst === to);
    if (!found) throw new Error(`No ${text} to ${to}; in flight: ${this.state.shown?.messages.map((m) => `${m.text} to ${m.dst}`).join(", ")}`);
    return found.message;
  }

  deliver(text: string, to: number): this {
    return this.say({ type: "deliver", message: this.message(text, to) });
  }
}
