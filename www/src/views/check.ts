// The check panel: what to search, how far it is, and verdicts that claim no more than was searched. Pure; handlers only dispatch.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import type { ElsewhereView, VerdictView } from "../../generated/paxos_lab";
import { canReduce } from "../checking.ts";
import { MEMORY_USUAL } from "../state.ts";
import type { Check, CheckForm, Config, Message, State } from "../state.ts";
import { questionView } from "./question.ts";
import { bytes, count, seconds, settingsInWords } from "./words.ts";

type Dispatch = (message: Message) => void;

const STRATEGIES: [CheckForm["strategy"], string][] = [
  ["breadthFirst", "breadth-first: shortest discoveries"],
  ["depthFirst", "depth-first"],
  ["randomWalks", "random walks, by the seed"],
];

export function checkView(state: State, now: () => number, dispatch: Dispatch): TemplateResult {
  const running = state.check?.view.status === "running";
  return html`
    <h2>Check every state</h2>
    <form class="check-form" @submit=${(event: Event) => {
      event.preventDefault();
      dispatch({ type: "check", at: now() });
    }}>
      ${fields(state, dispatch)}
      ${state.estimate?.text && !running ? html`<p class="wide estimate">${state.estimate.text}</p>` : nothing}
      <div class="check-buttons">
        <button class="strong" type="submit" ?disabled=${running}>Check</button>
        ${running && state.check
          ? html`
            <button type="button" @click=${() => dispatch({ type: "pauseCheck", paused: !state.check?.paused, at: now() })}>${state.check.paused ? "Resume" : "Pause"}</button>
            <button type="button" @click=${() => dispatch({ type: "cancelCheck" })}>Cancel</button>`
          : nothing}
      </div>
    </form>
    ${state.check ? result(state.check, state, dispatch) : html`
      <p class="hint">A search through every state that these settings can reach, here in this tab. It says what holds in all of them, and shows the shortest run to what it finds.</p>`}
  `;
}

function fields(state: State, dispatch: Dispatch): TemplateResult {
  const form = state.checkForm;
  const changed = (part: Partial<CheckForm>) => dispatch({ type: "checkForm", form: { ...form, ...part } });
  const text = (event: Event) => (event.target as HTMLInputElement).value;
  const walks = form.strategy === "randomWalks";
  const usual = state.properties.filter(({ isUsual }) => isUsual);
  const asked = form.only === "" ? undefined : state.properties[Number(form.only)];
  return html`
    <label class="wide">order
      <select aria-label="Strategy" @change=${(event: Event) => changed({ strategy: text(event) as CheckForm["strategy"] })}>
        ${STRATEGIES.map(([name, words]) => html`<option value=${name} ?selected=${name === form.strategy}>${words}</option>`)}
      </select>
    </label>
    <label class="wide">properties
      <select aria-label="Properties" @change=${(event: Event) => changed({ only: text(event) })}>
        <option value="" ?selected=${form.only === ""}>${usual.map(({ name }) => name).join(" and ")}</option>
        <option value="all" ?selected=${form.only === "all"}>all ${state.properties.length} of them</option>
        <option value="own" ?selected=${form.only === "own"}>a property of your own</option>
        ${state.properties.map((property, index) => html`<option value=${index} ?selected=${form.only === String(index)}>${property.expectation} ${property.name}</option>`)}
      </select>
    </label>
    ${form.only === "own" ? questionView(state, dispatch) : nothing}
    ${asked ? html`<p class="wide asked">${asked.definition} <span class="source">${asked.source}</span></p>` : nothing}
    <label>depth at most <input inputmode="numeric" placeholder="no bound" aria-label="Bound on depth" .value=${form.depthMax} @change=${(event: Event) => changed({ depthMax: text(event) })}></label>
    <label>states at most <input inputmode="numeric" placeholder="no bound" aria-label="Bound on states" .value=${form.statesMax} @change=${(event: Event) => changed({ statesMax: text(event) })}></label>
    <label>MB at most <input inputmode="numeric" placeholder=${count(MEMORY_USUAL)} aria-label="Bound on memory in megabytes" .value=${form.memoryMax} @change=${(event: Event) => changed({ memoryMax: text(event) })}></label>
    <label>seconds at most <input inputmode="numeric" placeholder="no bound" aria-label="Bound on time in seconds" .value=${form.secondsMax} @change=${(event: Event) => changed({ secondsMax: text(event) })}></label>
    <label class="wide tick" title="Leaves out of a state what makes no difference any more, and proves that it doesn't">
      <input type="checkbox" aria-label="Reduced states" .checked=${form.reduce && canReduce(form)} ?disabled=${!canReduce(form)} @change=${(event: Event) => changed({ reduce: (event.target as HTMLInputElement).checked })}>
      ${form.only === "own" ? "reduced states can't be certified for a property that reads whole states" : walks ? "reduced states can't be certified by random walks, which never come to an end" : "reduced states, certified: far fewer, with a proof that the answers are the same"}
    </label>
  `;
}

function result(check: Check, state: State, dispatch: Dispatch): TemplateResult {
  const { view, config } = check;
  const rate = check.elapsed > 0 ? view.generated / (check.elapsed / 1000) : 0;
  const status = view.status === "running" ? (check.paused ? "Paused" : view.summary || "Checking") : view.summary;
  const number = (name: string, value: string) => html`<div data-number=${name}><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`
    <section class="result" data-status=${view.status}>
      <p class="checked">${settingsInWords(config, state.rules).join(", ")}</p>
      <p class="summary">${status}</p>
      ${view.status === "running" ? html`<div class="bar" data-paused=${check.paused ? "yes" : "no"}><i></i></div>` : nothing}
      <dl class="numbers">
        ${number(view.certificate ? "unique, reduced" : "unique", count(view.unique))}
        ${number("generated", count(view.generated))}
        ${number("depth", count(view.depth))}
        ${number("frontier", count(view.frontier))}
        ${number("states a second", count(Math.round(rate)))}
        ${view.certificate?.type === "sound" ? number("compared", count(view.certificate.compared)) : nothing}
        ${view.asked === undefined ? nothing : number("your property asked", `${count(view.asked)} times`)}
        ${number("memory", bytes(view.bytes))}
        ${number("time", seconds(check.elapsed))}
      </dl>
      ${view.widths.length > 2 ? plot(view.widths) : nothing}
      <ul class="verdicts" aria-live="polite">${view.properties.map((property, index) => verdictCard(property, index, dispatch))}</ul>
      ${view.elsewhere ? elsewhereView(view.elsewhere, state.checkForm, dispatch) : nothing}
    </section>
  `;
}

/** Where the rule that is broken goes wrong, for whoever has seen nothing go wrong here. */
function elsewhereView({ text, config, property }: ElsewhereView, form: CheckForm, dispatch: Dispatch): TemplateResult {
  // A bound could end the search before it gets there.
  const take = () => {
    dispatch({ type: "checkForm", form: { ...form, only: String(property), depthMax: "", statesMax: "" } });
    dispatch({ type: "configure", config: config as Config });
  };
  return html`<p class="elsewhere">${text} <button type="button" @click=${take}>Take these settings</button></p>`;
}

const PLOT = { width: 300, height: 72 };

/** How many states each depth has. */
function plot(widths: number[]): TemplateResult {
  const most = Math.max(...widths);
  const step = PLOT.width / widths.length;
  const points = widths.map((width, depth) => `${(depth * step).toFixed(1)} ${(PLOT.height - (width / most) * PLOT.height).toFixed(1)}`);
  const area = `M0 ${PLOT.height} L${points.join(" L")} L${((widths.length - 1) * step).toFixed(1)} ${PLOT.height} Z`;
  return html`
    <figure class="plot">
      <svg viewBox=${`0 0 ${PLOT.width} ${PLOT.height}`} preserveAspectRatio="none" role="img"
        aria-label=${`States by depth: at most ${count(most)}, at depth ${widths.indexOf(most) + 1}`}><path d=${area}></path></svg>
      <figcaption>states by depth: widest at depth ${widths.indexOf(most) + 1} with ${count(most)}</figcaption>
    </figure>`;
}

function verdictCard(property: VerdictView, index: number, dispatch: Dispatch): TemplateResult {
  return html`
    <li class="verdict" data-property=${property.name} data-verdict=${property.verdict}>
      <span class="name"><i>${property.expectation}</i> ${property.name}</span>
      <b class="text">${property.text}</b>
      ${property.steps === undefined
        ? nothing
        : html`<button @click=${() => dispatch({ type: "openDiscovery", property: index })}>Open as trace</button>`}
    </li>`;
}
