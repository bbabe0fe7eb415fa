// What goes on for so long that somebody may want its end: how far it is, and a way to stop it. Pure; handlers only dispatch.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import type { Command } from "../../generated/paxos_lab";
import type { Message, State } from "../state.ts";
import { count } from "./words.ts";

const WHAT: Partial<Record<Command["type"], string>> = {
  simulate: "Simulating.",
  open: "Opening what was shared.",
  load: "Putting the run on the stage.",
  configure: "Starting anew.",
  export: "Exporting.",
  estimate: "Estimating how many states there are.",
};

/** Undefined if there is nothing to tell. The words alone are announced, once. */
export function workingView({ working }: State, dispatch: (message: Message) => void): TemplateResult | undefined {
  if (!working?.isShown) return undefined;
  const { command, done, of, isStopping } = working;
  return html`
    <div class="notice working" data-tone="info">
      <p role="status">${WHAT[command ?? "simulate"] ?? "Working."}</p>
      <progress aria-label="Progress" max=${of || 1} value=${of ? done : nothing}></progress>
      <span class="done">${count(done)}${of ? ` of ${count(of)}` : ""}</span>
      <button title="Stop (Esc)" ?disabled=${isStopping} @click=${() => dispatch({ type: "stopWork" })}>Stop</button>
    </div>`;
}
