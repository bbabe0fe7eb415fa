// The side panel: what can happen next, why the step shown happened and what it changed, checks, and the history. Pure; handlers
// only dispatch.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { ActionView, PropertyView } from "../../generated/paxos_lab";
import { nextActions, stepShown } from "../state.ts";
import type { Message, State, Tab } from "../state.ts";
import { checkView } from "./check.ts";
import { historyView } from "./history.ts";
import { partsView } from "./parts.ts";
import { withTerms } from "./terms.ts";
import { actorName, propertyText } from "./words.ts";

type Dispatch = (message: Message) => void;

const TABS: [Tab, string][] = [
  ["next", "Next"],
  ["why", "Why"],
  ["check", "Check"],
  ["history", "History"],
];

export function panelView(state: State, now: () => number, dispatch: Dispatch): TemplateResult {
  return html`
    <aside class="panel" role=${state.embed ? "presentation" : "complementary"}>
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
      return whyView(state, dispatch);
    case "check":
      return checkView(state, now, dispatch);
    case "history":
      return historyView(state, dispatch);
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

/** More ways to cut the servers in two are listed on demand. */
const CUTS_LISTED = 3;

function nextView(state: State, dispatch: Dispatch): TemplateResult {
  const enabled = nextActions(state);
  const idle = (state.shown?.actions ?? []).filter((action) => !action.enabled);
  const cuts = enabled.filter(({ kind }) => kind === "partition");
  const first = cuts.length > CUTS_LISTED ? enabled.slice(0, -cuts.length) : enabled;
  const view = (action: ActionView, place: number) => html`
    <li><button class="action" @click=${() => dispatch({ type: "act", action: action.index, step: state.shown?.step ?? 0 })}>
      ${place < 9 ? html`<kbd>${place + 1}</kbd>` : html`<kbd class="none"></kbd>`}
      <span class="label">${route(state, action)}</span>
      <span class="why">${action.why}</span>
    </button></li>`;
  return html`
    <h2>What can happen next</h2>
    ${state.shown && enabled.length === 0 ? html`<p class="empty">Nothing: no action is left that has an effect. The run has come to its end.</p>` : nothing}
    <ol class="actions">
      ${repeat(first, (action) => action.index, view)}
    </ol>
    ${first === enabled ? nothing : html`
      <details class="further"><summary>${cuts.length} ways to cut the network in two</summary>
        <ol class="actions">${repeat(cuts, (action) => action.index, (action, place) => view(action, first.length + place))}</ol></details>`}
    ${idle.length === 0 ? nothing : html`
      <h3>Without effect now</h3>
      <ul class="actions idle">
        ${repeat(idle, (action) => action.index, (action) => html`
          <li><span class="label">${route(state, action)}</span><span class="why">${action.why}</span></li>`)}
      </ul>`}
  `;
}

function route(state: State, action: ActionView): string {
  const message = state.shown?.messages.find((m) => m.message === action.message);
  return message && action.kind === "deliver" ? `${actorName(state, message.src)} → ${action.label}` : action.label;
}

function whyView(state: State, dispatch: Dispatch): TemplateResult {
  const { shown, changesOnly } = state;
  const step = stepShown(state);
  const parts = shown?.parts ?? [];
  return html`
    <h2>Step ${shown?.step ?? 0}: ${step?.label ?? ""}</h2>
    ${withTerms(step?.why ?? "", state.term, dispatch)}
    <h3>Properties in this state</h3>
    ${propertiesView(state, dispatch)}
    <div class="heading"><h3>${changesOnly ? "What this step changed" : "The whole state"}</h3>
      <label class="tick"><input type="checkbox" .checked=${changesOnly} @change=${(event: Event) => dispatch({ type: "changesOnly", on: (event.target as HTMLInputElement).checked })}> changes only</label></div>
    ${changesOnly && !parts.some((part) => part.differs) ? html`<p class="hint">Nothing: ${shown?.step ? "it leaves the state as it was." : "this is the first state."}</p>` : partsView(parts, changesOnly)}
  `;
}

/** The user's properties and whichever is violated; the others on demand. */
function propertiesView(state: State, dispatch: Dispatch): TemplateResult {
  const properties = (state.shown?.properties ?? []).map((property, place) => ({ property, place }));
  const isFirst = ({ property, place }: { property: PropertyView; place: number }) => state.properties[place]?.isUsual || isViolated(property);
  const [first, more] = [properties.filter(isFirst), properties.filter((property) => !isFirst(property))];
  const view = ({ property, place }: { property: PropertyView; place: number }) => propertyView(property, propertyText(state.properties, property.name), () => dispatch({ type: "shrink", property: place }), !!state.shrinking);
  return html`
    <ul class="properties">${first.map(view)}</ul>
    ${more.length === 0 ? nothing : html`
      <details class="further"><summary>${more.length} more properties</summary><ul class="properties">${more.map(view)}</ul></details>`}`;
}

function isViolated({ expectation, holds }: PropertyView): boolean {
  return expectation === "always" && !holds;
}

function propertyView(property: PropertyView, text: string, shrink: () => void, isShrinking: boolean): TemplateResult {
  return html`
    <li data-property=${property.name} data-holds=${property.holds ? "yes" : "no"} data-bad=${isViolated(property) ? "yes" : "no"}>
      <span class="name"><i>${property.expectation}</i> ${text}</span>
      <b class="truth">${property.holds ? "true here" : "false here"}</b>
      <span class="why">${property.detail}</span>
      ${isViolated(property) ? html`<button class="shrink" title="Leaves out of this run what isn't needed to violate it" ?disabled=${isShrinking} @click=${shrink}>Shrink this run</button>` : nothing}
    </li>`;
}
