// Stepping, playing and running on. A pure function of the state; handlers only dispatch.

import { html, nothing, svg } from "lit-html";
import type { TemplateResult } from "lit-html";
import type { Until } from "../../generated/paxos_lab";
import { forward } from "../keyboard.ts";
import { BOUND_MAX, canGoOn, controlsOf, lastStep, SEED_MAX, SPEEDS } from "../state.ts";
import type { Message, State } from "../state.ts";
import { MARKS, roleOf } from "./words.ts";

type Dispatch = (message: Message) => void;

const field = (event: Event) => Number((event.target as HTMLInputElement).value);

const UNTIL: [Until | "", string][] = [
  ["", "the end"],
  ["decided", "a server decides"],
  ["propertyChanged", "a property changes"],
];

const icon = (d: string) => svg`<svg viewBox="0 0 16 16" aria-hidden="true"><path d=${d}></path></svg>`;
const ICONS = {
  start: icon("M2 2h2v12H2z M14 2v12L5 8z"),
  back: icon("M12 2v12L3 8z"),
  play: icon("M4 2v12l9-6z"),
  pause: icon("M3.5 2h3.2v12H3.5z M9.3 2h3.2v12H9.3z"),
  forward: icon("M3 2v12l7-6z M11 2h2.2v12H11z"),
  undo: icon("M6.5 2.5L2 6.5l4.5 4V8c3.6 0 5.7 1.4 6.7 5 .6-5.2-1.9-8-6.7-8z"),
  redo: icon("M9.5 2.5L14 6.5l-4.5 4V8c-3.6 0-5.7 1.4-6.7 5-.6-5.2 1.9-8 6.7-8z"),
};

export function transportView(state: State, newSeed: () => number, dispatch: Dispatch): TemplateResult {
  const step = state.shown?.step ?? 0;
  const next = forward(state);
  return html`
    <section class="transport" role=${roleOf(state)} aria-label="Transport">
      <div class="buttons">
        <button class="icon" aria-label="Back to the start" title="Back to the start (r)" ?disabled=${step === 0} @click=${() => dispatch({ type: "reset" })}>${ICONS.start}</button>
        <button class="icon" aria-label="Step back" title="Step back (←)" ?disabled=${step === 0} @click=${() => dispatch({ type: "back" })}>${ICONS.back}</button>
        <button class="icon play" aria-label=${state.playing ? "Pause" : "Play"} title="Play at random by the seed, or along the run (space)"
          ?disabled=${!state.playing && !canGoOn(state)} @click=${() => dispatch({ type: state.playing ? "pause" : "play" })}>${state.playing ? ICONS.pause : ICONS.play}</button>
        <button class="icon" aria-label="Step forward" title="Step forward (→)" ?disabled=${!next} @click=${() => next && dispatch(next)}>${ICONS.forward}</button>
        <span class="gap"></span>
        <button class="icon" aria-label="Undo" title="Undo: back to where you were before (u)" ?disabled=${state.undo.length === 0} @click=${() => dispatch({ type: "undo" })}>${ICONS.undo}</button>
        <button class="icon" aria-label="Redo" title="Redo (y)" ?disabled=${state.redo.length === 0} @click=${() => dispatch({ type: "redo" })}>${ICONS.redo}</button>
      </div>
      <div class="scrubber">
        <input type="range" aria-label="Step" min="0" max=${lastStep(state)} .value=${String(step)} ?disabled=${lastStep(state) === 0}
          @input=${(event: Event) => dispatch({ type: "seek", step: field(event) })}>
        <span class="marks">${marks(state, dispatch)}</span>
        <output>step ${step} of ${lastStep(state)}</output>
      </div>
      ${controlsOf(state) === "full" ? randomView(state, newSeed, dispatch) : nothing}
    </section>
  `;
}

/** How play goes, and a whole run at once. */
function randomView(state: State, newSeed: () => number, dispatch: Dispatch): TemplateResult {
  return html`
    <div class="random">
      <label>speed
        <select aria-label="Speed" @change=${(event: Event) => dispatch({ type: "speed", speed: field(event) })}>
          ${SPEEDS.map((speed) => html`<option value=${speed} ?selected=${speed === state.speed}>${speed}×</option>`)}
        </select>
      </label>
      <label>seed <input class="seed" type="number" min="0" max=${SEED_MAX} .value=${String(state.seed)} aria-label="Seed"
        @change=${(event: Event) => dispatch({ type: "seed", seed: field(event) })}></label>
      <button title="Another seed" @click=${() => dispatch({ type: "seed", seed: newSeed() })}>new seed</button>
      <label>until
        <select aria-label="Until" @change=${(event: Event) => dispatch({ type: "until", until: ((event.target as HTMLSelectElement).value || undefined) as Until | undefined })}>
          ${UNTIL.map(([name, words]) => html`<option value=${name} ?selected=${name === (state.until ?? "")}>${words}</option>`)}
        </select>
      </label>
      <label>at most <input class="bound" type="number" min="1" max=${BOUND_MAX} .value=${String(state.bound)} aria-label="Bound on steps"
        @change=${(event: Event) => dispatch({ type: "bound", bound: field(event) })}> steps</label>
      <button class="strong" title="Random steps by the seed, up to the bound (w)" ?disabled=${!canGoOn(state)} @click=${() => dispatch({ type: "runOn" })}>Simulate</button>
    </div>`;
}

/** Where something became true; the marks stand in words, so they are told without colour. */
function marks(state: State, dispatch: Dispatch): TemplateResult[] {
  return state.steps.flatMap((step, index) =>
    step.marks.map((mark) => html`<button class="mark" data-mark=${mark} title=${mark === "violation" ? step.violated.join(", ") : nothing} @click=${() => dispatch({ type: "seek", step: index })}>${MARKS[mark]} at ${index}</button>`),
  );
}
