// The clients' operations as bars from call to return, a row a client, and what explains them or why nothing does. Pure; handlers only
// dispatch.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { OperationView } from "../../generated/paxos_lab";
import { moments, spanOf } from "../operations.ts";
import type { Message, State } from "../state.ts";
import { cell, columns } from "./place.ts";
import { actorName } from "./words.ts";

type Dispatch = (message: Message) => void;

export function operationsView(state: State, dispatch: Dispatch): TemplateResult {
  const { operations, isExplained, text } = state.shown?.history ?? { operations: [], isExplained: true, text: "" };
  const starts = moments(operations, state.shown?.step ?? 0);
  const clients = state.actors.filter(({ role }) => role === "client");
  const row = (client: number) => clients.findIndex(({ id }) => id === client) + 2;
  return html`
    <h2>Operations</h2>
    <p class="account" data-explained=${isExplained ? "yes" : "no"}>${isExplained ? nothing : html`<b>Not linearizable.</b> `}${text}</p>
    <div class="bars" role="group" aria-label="Operations: a row for each client, from call to return" tabindex="0" ${columns(starts.length, operations.every(({ returnedIn }) => returnedIn !== undefined))}>
      <span class="axis" aria-hidden="true" ${cell(1, 0, 1)}>step</span>
      ${starts.map((step, at) => html`<span class="axis" aria-hidden="true" data-now=${step === state.shown?.step ? "yes" : "no"} ${cell(1, at + 1, at + 2)}>${step}</span>`)}
      ${clients.map(({ id, name }) => html`<span class="client" aria-hidden="true" ${cell(row(id), 0, 1)}>${name}</span>`)}
      ${repeat(operations, (operation) => `${operation.client}-${operation.calledIn}`, (operation) => {
        const { from, to } = spanOf(operation, starts);
        return bar(state, operation, cell(row(operation.client), from + 1, Math.max(to, from + 1) + 1), dispatch);
      })}
    </div>
  `;
}

function bar(state: State, operation: OperationView, where: unknown, dispatch: Dispatch): TemplateResult {
  const { client, text, calledIn, returnedIn, place, isMisfit, isNamed, messages } = operation;
  const point = (on: boolean) => dispatch({ type: "point", messages: on ? messages : [] });
  const end = returnedIn === undefined ? "still open" : `returned in step ${returnedIn}`;
  const rank = isMisfit ? "has no place in any order" : place === undefined ? "has no place in this order" : `number ${place} in this order`;
  return html`
    <button class="operation" data-open=${returnedIn === undefined ? "yes" : "no"} data-misfit=${isMisfit ? "yes" : "no"} data-named=${isNamed ? "yes" : "no"}
      aria-label=${`${actorName(state, client)} ${text}, called in step ${calledIn}, ${end}, ${rank}`} title=${`${actorName(state, client)} ${text}: called in step ${calledIn}, ${end}`} ${where}
      @pointerenter=${() => point(true)} @pointerleave=${() => point(false)} @focus=${() => point(true)} @blur=${() => point(false)}
      @click=${() => dispatch({ type: "seek", step: returnedIn ?? calledIn })}>
      ${isMisfit ? html`<span class="rank" aria-hidden="true">✕</span>` : place === undefined ? nothing : html`<span class="rank" aria-hidden="true">${place}</span>`}<span>${text}</span>
    </button>`;
}
