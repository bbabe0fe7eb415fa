// Whether the network is cut in two: said in a line above the stage, with what can be done about it. Pure; handlers only dispatch.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import type { Message, State } from "../state.ts";
import { moveInMenu } from "./stage.ts";

type Dispatch = (message: Message) => void;

export function partitionView(state: State, dispatch: Dispatch): TemplateResult | typeof nothing {
  const { shown } = state;
  if (!shown?.partition) return nothing;
  const { groups, text, begin, heal } = shown.partition;
  const isOpen = state.menu?.of === "network";
  const act = (action: number) => dispatch({ type: "act", action, step: shown.step });
  const close = () => dispatch({ type: "menu", menu: undefined });
  const toggle = () => dispatch({ type: "menu", menu: isOpen ? undefined : { of: "network", id: 0 } });
  return html`
    <div class="partition" role="group" aria-label="Network" data-holds=${groups ? "yes" : "no"}>
      <p>${text}</p>
      ${heal.action === undefined ? nothing : html`<button class="heal" title=${heal.why} @click=${() => heal.action !== undefined && act(heal.action)}>Heal it</button>`}
      ${begin.length === 0 ? nothing : html`
        <button class="cut" aria-haspopup="menu" aria-expanded=${isOpen ? "true" : "false"} @click=${toggle}>Cut it in two</button>
        ${isOpen ? html`
          <div class="menu" role="menu" aria-label="Which servers can't reach each other" data-of="network" @keydown=${(event: KeyboardEvent) => moveInMenu(event, close)}>
            ${begin.map(({ action, text }) => html`<button role="menuitem" @click=${() => act(action)}><b>${text}</b></button>`)}
          </div>` : nothing}`}
    </div>`;
}
