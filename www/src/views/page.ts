// The whole page. A pure function of the state and of the room there is.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import { stepShown } from "../store.ts";
import type { Message, Notice, State, Theme } from "../store.ts";
import { diagramView } from "./diagram.ts";
import type { Window } from "./diagram.ts";
import { helpView, TOUR, tourView } from "./help.ts";
import { panelView } from "./panel.ts";
import { settingsView } from "./settings.ts";
import { stageView } from "./stage.ts";
import { transportView } from "./transport.ts";

const THEMES: Record<Theme, { next: Theme; sign: string; words: string }> = {
  system: { next: "light", sign: "◐", words: "as the system has them; click for light" },
  light: { next: "dark", sign: "☀", words: "light; click for dark" },
  dark: { next: "system", sign: "☾", words: "dark; click for the system's" },
};

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
      <div class="tools">
        <button class="icon" aria-label="Help" title="Help: keys, terms, a tour (?)" @click=${() => dispatch({ type: "help", open: true })}>?</button>
        <button class="icon" aria-label=${`Colours: ${state.theme}`} title=${`Colours: ${THEMES[state.theme].words}`} @click=${() => dispatch({ type: "theme", theme: THEMES[state.theme].next })}>${THEMES[state.theme].sign}</button>
      </div>
    </header>
    <main data-tour=${state.tour === undefined ? "none" : TOUR[state.tour]!.part}>
      <div class="left">
        <div class="stage-holder">${stageView(state, room.stage, dispatch)}</div>
        <p class="told" aria-live="polite">${step ? html`<b>${step.label}.</b> ${step.why}` : "Starting the lab."}${
          state.shown?.step === 0 ? html` <span class="invite">Click a message to deliver it.</span> <button class="link" @click=${() => dispatch({ type: "tour", at: 0 })}>New here? Three steps</button>` : nothing
        }</p>
        ${transportView(state, hands.newSeed, dispatch)}
        ${diagramView(state, room.diagram, hands.redraw, dispatch)}
      </div>
      ${panelView(state, hands.now, dispatch)}
    </main>
    ${state.notice ? noticeView(state.notice, dispatch) : nothing}
    ${state.tour === undefined ? nothing : tourView(state.tour, dispatch)}
    ${helpView(dispatch)}
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
