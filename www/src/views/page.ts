// The whole page. A pure function of the state and of the room there is.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import { stepShown } from "../store.ts";
import type { Message, Notice, State } from "../store.ts";
import { diagramView } from "./diagram.ts";
import type { Window } from "./diagram.ts";
import { panelView } from "./panel.ts";
import { settingsView } from "./settings.ts";
import { stageView } from "./stage.ts";
import { transportView } from "./transport.ts";

export interface Room {
  stage: number;
  diagram: Window;
}

export interface Hands {
  dispatch(message: Message): void;
  redraw(): void;
  now(): number;
  newSeed(): number;
}

export function pageView(state: State, room: Room, hands: Hands): TemplateResult {
  if (state.broken) return html`<main class="broken"><h1>Paxos Lab</h1><p role="alert">${state.broken}</p></main>`;
  const { dispatch } = hands;
  const step = stepShown(state);
  return html`
    <header class="top">
      <h1>Paxos Lab</h1>
      ${settingsView(state, dispatch)}
    </header>
    <main>
      <div class="left">
        <div class="stage-holder">${stageView(state, room.stage, dispatch)}</div>
        <p class="told" aria-live="polite">${step ? html`<b>${step.label}.</b> ${step.why}` : "Starting the lab."}${
          state.shown?.step === 0 ? html` <span class="invite">Click a message to deliver it.</span>` : nothing
        }</p>
        ${transportView(state, hands.newSeed, dispatch)}
        ${diagramView(state, room.diagram, hands.redraw, dispatch)}
      </div>
      ${panelView(state, hands.now, dispatch)}
    </main>
    ${state.notice ? noticeView(state.notice, dispatch) : nothing}
  `;
}

function noticeView(notice: Notice, dispatch: (message: Message) => void): TemplateResult {
  const { back } = notice;
  return html`
    <div class="notice" data-tone=${notice.tone} role="status">
      <p>${notice.text}</p>
      ${back ? html`<button @click=${() => dispatch({ type: "load", run: back })}>Back to the previous run</button>` : nothing}
      <button class="icon" aria-label="Dismiss" @click=${() => dispatch({ type: "dismiss" })}>×</button>
    </div>`;
}
