// Help: the keys, the terms, and a tour of three steps. Pure; handlers only dispatch.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import { GLOSSARY } from "../glossary.ts";
import { KEYS } from "../keyboard.ts";
import type { Message } from "../state.ts";

type Dispatch = (message: Message) => void;

/** What the tour points at, and what it says. */
export const TOUR: { part: "stage" | "transport" | "panel"; title: string; text: string }[] = [
  { part: "stage", title: "Messages wait for you", text: "Two clients want to write, each its own value. Click an envelope and it arrives; in which order they do is up to you. Its ⋮ loses it, where the network may." },
  { part: "transport", title: "Nothing is lost", text: "Step back and choose otherwise: a branch begins, and both ways stay under History. Play and Simulate go on at random, by a seed that always means the same run." },
  { part: "panel", title: "Ask why, and ask whether always", text: "Why says by which rule each step happened and what it changed. Check searches every state that can be reached, and shows the shortest run to what it finds." },
];

export function tourView(at: number, dispatch: Dispatch): TemplateResult {
  const { title, text } = TOUR[at]!;
  const isLast = at === TOUR.length - 1;
  return html`
    <section class="tour" role="dialog" aria-label="Tour" aria-live="polite">
      <h2>${title}</h2>
      <p>${text}</p>
      <p class="tour-buttons">
        <span>${at + 1} of ${TOUR.length}</span>
        ${isLast ? nothing : html`<button class="skip" @click=${() => dispatch({ type: "tour", at: undefined })}>Skip</button>`}
        ${at > 0 ? html`<button @click=${() => dispatch({ type: "tour", at: at - 1 })}>Back</button>` : nothing}
        <button class="strong next" @click=${() => dispatch({ type: "tour", at: isLast ? undefined : at + 1 })}>${isLast ? "Done" : "Next"}</button>
      </p>
    </section>`;
}

/** Opened and closed by whoever holds the element, as only a script can make a dialog modal. */
export function helpView(dispatch: Dispatch): TemplateResult {
  return html`
    <dialog class="help" aria-label="Help" @close=${() => dispatch({ type: "help", open: false })}>
      <div class="help-head"><h2>Help</h2><button class="icon" aria-label="Close help" @click=${() => dispatch({ type: "help", open: false })}>×</button></div>
      <button @click=${() => dispatch({ type: "tour", at: 0 })}>Take the tour, three steps</button>
      <h3>Keys</h3>
      <dl class="keys">${KEYS.map(([keys, what]) => html`<div><dt>${keys.split(" ").map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${what}</dd></div>`)}</dl>
      <h3>Terms</h3>
      <dl class="glossary">${GLOSSARY.map(({ name, meaning }) => html`<div><dt>${name}</dt><dd>${meaning}</dd></div>`)}</dl>
    </dialog>`;
}
