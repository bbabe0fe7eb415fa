// The side panel's first two tabs: what can happen next, and why the step shown happened. Pure; handlers only dispatch.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { ActionView, PropertyView } from "../../generated/paxos_lab";
import { KEYS } from "../keyboard.ts";
import { stepShown } from "../store.ts";
import type { Message, State, Tab } from "../store.ts";
import { checkView } from "./check.ts";
import { actorName } from "./words.ts";

type Dispatch = (message: Message) => void;

const TABS: [Tab, string][] = [
  ["next", "Next"],
  ["why", "Why"],
  ["check", "Check"],
];

export function panelView(state: State, now: () => number, dispatch: Dispatch): TemplateResult {
  return html`
    <aside class="panel">
      <div class="tabs" role="tablist" aria-label="Panel" @keydown=${(event: KeyboardEvent) => moveTab(event, state.tab, dispatch)}>
        ${TABS.map(([tab, name]) => html`
          <button role="tab" id=${`tab-${tab}`} aria-controls="panel" aria-selected=${state.tab === tab ? "true" : "false"} tabindex=${state.tab === tab ? "0" : "-1"}
            @click=${() => dispatch({ type: "tab", tab })}>${name}${tab === "check" && state.check?.view.status === "running" ? html`<span class="busy" aria-label="running"></span>` : nothing}</button>`)}
      </div>
      <div class="tab-body" role="tabpanel" id="panel" aria-labelledby=${`tab-${state.tab}`}>${body(state, now, dispatch)}</div>
    </aside>
  `;
}

function body(state: State, now: () => number, dispatch: Dispatch): TemplateResult {
  switch (state.tab) {
    case "next":
      return nextView(state, dispatch);
    case "why":
      return whyView(state);
    case "check":
      return checkView(state, now, dispatch);
  }
}

function moveTab(event: KeyboardEvent, current: Tab, dispatch: Dispatch): void {
  const direction = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (!direction) return;
  event.preventDefault();
  event.stopPropagation();
  const at = TABS.findIndex(([tab]) => tab === current);
  const [tab] = TABS[(at + direction + TABS.length) % TABS.length]!;
  dispatch({ type: "tab", tab });
  const root = (event.currentTarget as HTMLElement).getRootNode() as ShadowRoot;
  requestAnimationFrame(() => root.getElementById(`tab-${tab}`)?.focus());
}

function nextView(state: State, dispatch: Dispatch): TemplateResult {
  const actions = state.shown?.actions ?? [];
  const enabled = actions.filter((action) => action.enabled);
  const idle = actions.filter((action) => !action.enabled);
  return html`
    <h2>What can happen next</h2>
    ${enabled.length === 0 ? html`<p class="empty">Nothing: no action is left that has an effect. The run has come to its end.</p>` : nothing}
    <ol class="actions">
      ${repeat(enabled, (action) => action.index, (action, place) => html`
        <li><button class="action" @click=${() => dispatch({ type: "act", action: action.index, step: state.shown?.step ?? 0 })}>
          ${place < 9 ? html`<kbd>${place + 1}</kbd>` : html`<kbd class="none"></kbd>`}
          <span class="label">${route(state, action)}</span>
          <span class="why">${action.why}</span>
        </button></li>`)}
    </ol>
    ${idle.length === 0 ? nothing : html`
      <h3>Without effect now</h3>
      <ul class="actions idle">
        ${repeat(idle, (action) => action.index, (action) => html`
          <li><span class="label">${route(state, action)}</span><span class="why">${action.why}</span></li>`)}
      </ul>`}
    <details class="keys"><summary>Keys</summary>
      <dl>${KEYS.map(([keys, what]) => html`<div><dt>${keys.split(" ").map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${what}</dd></div>`)}</dl>
    </details>
  `;
}

function route(state: State, action: ActionView): string {
  const message = state.shown?.messages.find((m) => m.message === action.message);
  return message && action.kind === "deliver" ? `${actorName(state, message.src)} → ${action.label}` : action.label;
}

function whyView(state: State): TemplateResult {
  const step = stepShown(state);
  return html`
    <h2>Step ${state.shown?.step ?? 0}: ${step?.label ?? ""}</h2>
    <p class="sentence">${step?.why ?? ""}</p>
    <h3>Properties in this state</h3>
    <ul class="properties">${(state.shown?.properties ?? []).map(propertyView)}</ul>
  `;
}

function propertyView(property: PropertyView): TemplateResult {
  const isBad = property.expectation === "always" && !property.holds;
  return html`
    <li data-property=${property.name} data-holds=${property.holds ? "yes" : "no"} data-bad=${isBad ? "yes" : "no"}>
      <span class="name"><i>${property.expectation}</i> ${property.name}</span>
      <b class="truth">${property.holds ? "true here" : "false here"}</b>
      <span class="why">${property.detail}</span>
    </li>`;
}
