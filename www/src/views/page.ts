// The whole page, or as much of it as an embed shows. A pure function of the state and of the room there is.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import { controlsOf, stepShown } from "../state.ts";
import type { Message, Notice, Shrinking, State, Theme } from "../state.ts";
import { diagramView } from "./diagram.ts";
import type { Window } from "./diagram.ts";
import { galleryView } from "./gallery.ts";
import { helpView, TOUR, tourView } from "./help.ts";
import { panelView } from "./panel.ts";
import { partitionView } from "./partition.ts";
import { settingsView } from "./settings.ts";
import { shareView } from "./share.ts";
import { stageView } from "./stage.ts";
import { transportView } from "./transport.ts";
import { challengeView, lessonView } from "./visit.ts";
import { workingView } from "./working.ts";

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
  openFile(file: File): void;
  /** Somebody wants to see the run behind the poster. */
  begin(): void;
  /** Where the page is that an embed can be opened in. */
  page: string | undefined;
}

export function pageView(state: State, room: Room, hands: Hands): TemplateResult {
  // Somebody else's page has its own banner, main part and headings.
  const isPage = !state.embed;
  const controls = controlsOf(state);
  const title = isPage ? html`<h1>Paxos Lab</h1>` : html`<p class="title">Paxos Lab</p>`;
  if (state.broken) return html`<div class="broken" role=${isPage ? "main" : nothing}>${title}<p role="alert">${state.broken}</p></div>`;
  const { dispatch } = hands;
  const step = stepShown(state);
  return html`
    ${controls === "full" ? html`<div class="top" role=${isPage ? "banner" : nothing}>
      ${title}
      ${settingsView(state, dispatch)}
      <div class="tools">
        <button class="gallery-open" aria-pressed=${state.gallery.open ? "true" : "false"} title="Lessons, scenarios and broken rules" ?disabled=${!state.shown} @click=${() => dispatch({ type: "gallery", open: !state.gallery.open })}>Gallery</button>
        <button class="share-open" title="Links, tags for documentation, exports; and what others shared" ?disabled=${!state.shown} @click=${() => dispatch({ type: "share", open: true })}>Share</button>
        <button class="icon" aria-label="Help" title="Help: keys, terms, a tour (?)" @click=${() => dispatch({ type: "help", open: true })}>?</button>
        <button class="icon" aria-label=${`Colours: ${state.theme}`} title=${`Colours: ${THEMES[state.theme].words}`} @click=${() => dispatch({ type: "theme", theme: THEMES[state.theme].next })}>${THEMES[state.theme].sign}</button>
      </div>
    </div>` : nothing}
    ${state.gallery.open ? html`<div role=${isPage ? "main" : nothing}>${galleryView(state, hands.now, dispatch)}</div>` : html`<div class="main" role=${isPage ? "main" : nothing} data-tour=${state.tour === undefined ? "none" : TOUR[state.tour]!.part}>
      <div class="left">
        ${state.visit?.type === "challenge" ? challengeView(state, hands.now, dispatch) : nothing}
        ${partitionView(state, dispatch)}
        <div class="stage-holder">${stageView(state, room.stage, dispatch)}</div>
        <div class="deck">
          <p class="told" aria-live="polite">${step ? html`<b>${step.label}.</b> ${step.why}` : "Starting the lab."}${
            state.shown?.step === 0 ? html` <span class="invite">Click a message to deliver it.</span>${controls === "full" ? html` <button class="link" @click=${() => dispatch({ type: "tour", at: 0 })}>New here? Three steps</button>` : nothing}` : nothing
          }</p>
          ${controls === "none" ? nothing : transportView(state, hands.newSeed, dispatch)}
        </div>
        ${controls === "none" ? nothing : diagramView(state, room.diagram, hands.redraw, dispatch)}
      </div>
      ${controls !== "full" ? nothing : state.visit?.type === "lesson" ? lessonView(state, hands.now, dispatch) : panelView(state, hands.now, dispatch)}
    </div>`}
    ${workingView(state, dispatch) ?? (state.shrinking ? shrinkingView(state.shrinking, dispatch) : state.notice ? noticeView(state.notice, dispatch) : nothing)}
    ${state.tour === undefined ? nothing : html`<div class="tour-place">${tourView(state.tour, dispatch)}</div>`}
    ${helpView(dispatch)}
    ${controls === "full" ? shareView(state, hands.page, hands.openFile, dispatch) : nothing}
  `;
}

function noticeView(notice: Notice, dispatch: (message: Message) => void): TemplateResult {
  const { back, shrink } = notice;
  return html`
    <div class="notice" data-tone=${notice.tone} role="status">
      <p>${notice.text}</p>
      ${shrink === undefined ? nothing : html`<button @click=${() => dispatch({ type: "shrink", property: shrink })}>Shrink this run</button>`}
      ${back ? html`<button @click=${() => dispatch({ type: "load", run: back })}>Back to the previous run</button>` : nothing}
      <button class="icon" aria-label="Dismiss" @click=${() => dispatch({ type: "dismiss" })}>×</button>
    </div>`;
}

function shrinkingView({ view }: Shrinking, dispatch: (message: Message) => void): TemplateResult {
  return html`
    <div class="notice" data-tone="info" role="status">
      <p>${view?.text ?? "Shrinking."}</p>
      <button @click=${() => dispatch({ type: "cancelShrink" })}>Cancel</button>
    </div>`;
}
