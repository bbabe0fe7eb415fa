// What is run: the settings in a line, and the form that changes them. Pure; handlers only dispatch.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import type { BrokenRule, Crashing, NetworkKind, RuleView, Storage } from "../../generated/paxos_lab";
import type { Config, Message, State } from "../state.ts";
import { NETWORKS, settingsInWords } from "./words.ts";

type Dispatch = (message: Message) => void;

export function settingsView(state: State, dispatch: Dispatch): TemplateResult {
  const { config } = state;
  // As much room as the settings will take.
  if (!config) return html`<div class="settings"><p class="in-a-line">starting</p><button disabled>Edit</button></div>`;
  return html`
    <div class="settings">
      <p class="in-a-line">${settingsInWords(config, state.rules).join(" · ")}</p>
      <button aria-expanded=${state.editing ? "true" : "false"} @click=${() => dispatch({ type: "edit", open: !state.editing })}>Edit</button>
    </div>
    ${state.editing ? form(state, config, dispatch) : nothing}
  `;
}

/** What the fields ask for. */
function configOf(form: HTMLFormElement): Config {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? "");
  const whole = (name: string) => Number(text(name));
  const size = (name: string) => (text(name) === "" ? undefined : whole(name));
  return {
    server_count: whole("servers"),
    client_count: whole("clients"),
    network: text("network") as NetworkKind,
    put_count: whole("puts"),
    lossy: text("lossy") === "on",
    max_crashes: whole("crashes"),
    crashing: text("crashing") as Crashing,
    storage: text("storage") as Storage,
    retries: whole("retries"),
    partitions: whole("partitions"),
    promise_quorum: size("promises"),
    accept_quorum: size("accepts"),
    broken: (text("broken") || undefined) as BrokenRule | undefined,
  };
}

/** A rule of what is on disk shows nothing without a disk and a crash, so it brings them along. */
function bring(form: HTMLFormElement, rule: RuleView | undefined): void {
  if (!rule?.ofDisk) return;
  const set = (name: string, value: string) => {
    (form.elements.namedItem(name) as HTMLSelectElement).value = value;
  };
  set("storage", "durable");
  set("crashing", "servers");
  if (Number(new FormData(form).get("crashes")) === 0) set("crashes", "1");
}

function form(state: State, config: Config, dispatch: Dispatch): TemplateResult {
  const submit = (event: Event) => {
    event.preventDefault();
    dispatch({ type: "configure", config: configOf(event.currentTarget as HTMLFormElement) });
  };
  const choose = (event: Event) => {
    const { value, form } = event.currentTarget as HTMLSelectElement;
    const rule = state.rules.find(({ name }) => name === value);
    if (form) bring(form, rule);
    dispatch({ type: "considerRule", rule: rule?.name });
  };
  const considered = state.rules.find(({ name }) => name === state.considered);
  const { servers_max: servers, clients_max: clients, puts_max: puts, retries_max: retries, partitions_max: partitions } = state.limits;
  return html`
    <form class="settings-form" aria-label="Settings" @submit=${submit}>
      <fieldset><legend>Who and how</legend>
        ${numbers("servers", "servers", 1, servers, config.server_count)}
        ${numbers("clients", "clients", 1, clients, config.client_count)}
        ${numbers("puts", "writes of each client", 1, puts, config.put_count)}
        ${choice("network", "network", Object.entries(NETWORKS), config.network)}
      </fieldset>
      <fieldset><legend>Faults</legend>
        <label class="tick"><input type="checkbox" name="lossy" ?checked=${config.lossy}> messages may be lost</label>
        ${numbers("crashes", "crashes at the same time", 0, 3, config.max_crashes)}
        ${choice("crashing", "who may crash", [["everyone", "servers and clients"], ["servers", "servers alone"]], config.crashing)}
        ${choice("storage", "who comes back finds", [["volatile", "nothing"], ["durable", "its disk"]], config.storage)}
        ${numbers("retries", "times a client asks again", 0, retries, config.retries)}
        ${numbers("partitions", "partitions that may begin", 0, partitions, config.partitions)}
      </fieldset>
      <fieldset><legend>Rules</legend>
        ${choice("broken", "rule that is broken", [["", "none: Paxos as it is"], ...state.rules.map(({ name, title }): [string, string] => [name, title])], config.broken ?? "", choose)}
        ${choice("promises", "promises in a quorum", sizes(servers), String(config.promise_quorum ?? ""))}
        ${choice("accepts", "accepts in a quorum", sizes(servers), String(config.accept_quorum ?? ""))}
        ${considered ? html`<dl class="rule">
          <div><dt>right</dt><dd>${considered.right} <span class="source">${considered.source}</span></dd></div>
          <div><dt>broken</dt><dd>${considered.wrong}</dd></div>
          <div><dt>so</dt><dd>${considered.consequence}</dd></div>
          <div><dt>found</dt><dd>${considered.found.map((sentence) => html`<p>${sentence}</p>`)}</dd></div>
        </dl>` : nothing}
      </fieldset>
      <div class="settings-buttons">
        <button class="strong" type="submit">Start anew</button>
        <button type="button" @click=${() => dispatch({ type: "edit", open: false })}>Cancel</button>
      </div>
    </form>`;
}

function sizes(servers: number): [string, string][] {
  return [["", "more than half"], ...Array.from({ length: servers }, (_, index): [string, string] => [String(index + 1), String(index + 1)])];
}

function numbers(name: string, label: string, from: number, to: number, value: number): TemplateResult {
  const all = Array.from({ length: to - from + 1 }, (_, index): [string, string] => [String(from + index), String(from + index)]);
  return choice(name, label, all, String(value));
}

function choice(name: string, label: string, choices: [string, string][], chosen: string, changed?: (event: Event) => void): TemplateResult {
  return html`
    <label>${label} <select name=${name} aria-label=${label} @change=${changed ?? nothing}>
      ${choices.map(([value, words]) => html`<option value=${value} ?selected=${value === chosen}>${words}</option>`)}
    </select></label>`;
}
