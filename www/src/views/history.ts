// The history: the clients' operations, and every branch of the run, where it grew from, and two of them side by side. Pure; handlers only dispatch.

import { html, nothing, svg } from "lit-html";
import type { TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";
import type { BranchView, ComparisonView, SideView } from "../../generated/paxos_lab";
import { lastStep } from "../state.ts";
import type { Message, State } from "../state.ts";
import { operationsView } from "./operations.ts";
import { partsView } from "./parts.ts";
import { many, MARKS } from "./words.ts";

type Dispatch = (message: Message) => void;

/** Pixels between two branches in the picture, and their longest line. */
const PITCH = 26;
const WIDTH = 300;

export function historyView(state: State, dispatch: Dispatch): TemplateResult {
  const { branches, branch } = state;
  return html`
    ${operationsView(state, dispatch)}
    <h2>Ways this run has gone</h2>
    <p class="hint">Go back and choose otherwise: a branch begins, and both ways stay.</p>
    ${branches.length > 1 ? picture(state, dispatch) : nothing}
    <ul class="branches">${repeat(branches, (one) => one.id, (one) => branchRow(one, one.id === branch, branches, dispatch))}</ul>
    <button class="fork" title="A branch that ends at this step (f)" ?disabled=${state.shown?.step === lastStep(state)} @click=${() => dispatch({ type: "fork" })}>Fork here, at step ${state.shown?.step ?? 0}</button>
    ${state.comparison ? comparisonView(state.comparison, dispatch) : nothing}
  `;
}

/** The branches as lines, each from where it parts. The rows beneath say the same in words. */
function picture(state: State, dispatch: Dispatch): TemplateResult {
  const { branches } = state;
  const longest = Math.max(1, ...branches.map((branch) => branch.last));
  const x = (step: number) => 10 + (step / longest) * (WIDTH - 20);
  const y = (id: number) => 14 + branches.findIndex((branch) => branch.id === id) * PITCH;
  const line = (branch: BranchView) => {
    const start = branch.from === undefined ? `M${x(0)} ${y(branch.id)}` : `M${x(branch.partsAfter)} ${y(branch.from)} L${x(branch.partsAfter)} ${y(branch.id)}`;
    return svg`<g class="way" data-shown=${branch.id === state.branch ? "yes" : "no"} @click=${() => dispatch({ type: "showBranch", branch: branch.id, step: branch.last })}>
      <path d=${`${start} H${x(branch.last)}`}></path><circle cx=${x(branch.last)} cy=${y(branch.id)} r="4"></circle></g>`;
  };
  const here = { x: x(state.shown?.step ?? 0), y: y(state.branch) };
  return html`<svg class="tree" viewBox=${`0 0 ${WIDTH} ${branches.length * PITCH + 4}`} height=${branches.length * PITCH + 4} preserveAspectRatio="xMinYMid" aria-hidden="true">
    ${branches.map(line)}<circle class="here" cx=${here.x} cy=${here.y} r="6"></circle></svg>`;
}

function branchRow(branch: BranchView, isShown: boolean, branches: BranchView[], dispatch: Dispatch): TemplateResult {
  const from = branches.find(({ id }) => id === branch.from);
  const origin = from ? `parts from "${from.name}" after step ${branch.partsAfter}` : "from the start";
  const marks = [...new Set(branch.marks)].map((mark) => MARKS[mark]).join(", ");
  const rename = (event: Event) => {
    const field = event.target as HTMLInputElement;
    if (field.value.trim() !== branch.name) dispatch({ type: "nameBranch", branch: branch.id, name: field.value });
  };
  return html`
    <li class="branch" data-branch=${branch.id} data-shown=${isShown ? "yes" : "no"}>
      <input class="branch-name" aria-label=${`Name of ${branch.name}`} maxlength="40" .value=${live(branch.name)} @change=${rename}>
      <span class="origin">${many(branch.last, "step")}, ${origin}${marks ? html` · <b>${marks}</b>` : nothing}</span>
      <span class="branch-buttons">
        ${isShown
          ? html`<span class="shown">on the stage</span>`
          : html`<button @click=${() => dispatch({ type: "showBranch", branch: branch.id, step: branch.last })} aria-label=${`Show ${branch.name}`}>Show</button>
            <button @click=${() => dispatch({ type: "compare", branch: branch.id })} aria-label=${`Compare with ${branch.name}`}>Compare</button>`}
        <button ?disabled=${branches.length === 1} @click=${() => dispatch({ type: "deleteBranch", branch: branch.id })} aria-label=${`Delete ${branch.name}`}>Delete</button>
      </span>
    </li>`;
}

function comparisonView(comparison: ComparisonView, dispatch: Dispatch): TemplateResult {
  const first = comparison.partsAfter + 1;
  const side = (view: SideView) => html`
    <div class="side">
      <h4>${view.name}</h4>
      ${view.steps.length
        ? html`<ol start=${first}>${view.steps.map((step, place) => html`<li value=${first + place}><b>${step.label}</b>${place === 0 ? html` <span class="why">${step.why}</span>` : nothing}</li>`)}</ol>`
        : html`<p class="why">It ends here.</p>`}
      <button @click=${() => dispatch({ type: "showBranch", branch: view.branch, step: view.steps.length ? first : comparison.partsAfter })} aria-label=${`Show ${view.name} where they part`}>Show this step</button>
    </div>`;
  return html`
    <section class="comparison" aria-label="Comparison">
      <h3>They part after step ${comparison.partsAfter}</h3>
      <div class="sides">${side(comparison.here)}${side(comparison.there)}</div>
      <h3>After step ${first}, ${comparison.here.name} has, and ${comparison.there.name} has instead</h3>
      ${partsView(comparison.parts, true)}
      <button @click=${() => dispatch({ type: "endComparison" })}>Close the comparison</button>
    </section>`;
}
