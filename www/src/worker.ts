// The thread that holds the labs of a page. Decides nothing: starts the engine, and hands on what is said.

import init, { Lab } from "../generated/paxos_lab";
import type { Command } from "../generated/paxos_lab";
import { Labs } from "./labs.ts";
import type { FromLabs, ToLabs } from "./labs.ts";

/** When nobody has asked for a check by then, the engine is run in; see `runIn`. */
const RUN_IN_AFTER_MS = 400;
/** States to expand in a slice of that: a millisecond or two. */
const RUN_IN_BUDGET = 1_000;

export type ToWorker = { type: "init"; wasm: string | ArrayBuffer } | ToLabs;

/** A panic is of one lab, and the end of all. */
export type FromWorker = { type: "ready" } | FromLabs | { type: "panic"; lab: number | undefined; message: string };

const scope = self as unknown as {
  postMessage(message: FromWorker): void;
  onmessage: ((message: MessageEvent<ToWorker>) => void) | null;
  paxosLabPanic?: string;
};

// Between two slices the thread takes whatever message is waiting; a timer would cost four milliseconds each time.
const wake = new MessageChannel();
const labs = new Labs({
  begin: () => new Lab(),
  say: (message) => scope.postMessage(message),
  broke: breakDown,
  wake: () => wake.port2.postMessage(undefined),
  now: () => performance.now(),
});
wake.port1.onmessage = () => labs.slice();

scope.onmessage = async ({ data }) => {
  if (data.type !== "init") return labs.hear(data);
  try {
    await init({ module_or_path: data.wasm });
    scope.postMessage({ type: "ready" });
    setTimeout(runIn, RUN_IN_AFTER_MS);
  } catch (error) {
    breakDown(error, undefined);
  }
};

/** A browser makes fast code of what has run for a while. A check of 16,668 states that nobody sees makes the first one that somebody
 * asks for a third faster. */
function runIn(): void {
  let hidden: Lab | undefined;
  let commands: Command[] = [{ type: "checkStart", run: 0, options: {} }];
  const goOn = () => {
    try {
      const lab = (hidden ??= new Lab());
      const view = labs.isIdle ? commands.flatMap((command) => lab.handle(command)).find((event) => event.type === "check") : undefined;
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
  // A panic reaches JS as a bare trap; its message was left in the global by the lab.
  const message = scope.paxosLabPanic ?? (error instanceof Error ? error.message : String(error));
  scope.postMessage({ type: "panic", lab, message });
}
