// What is run: the settings in a line, and the form that changes them. Pure; handlers only dispatch.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import type { NetworkKind } from "../../generated/paxos_lab";
import type { Config, Message, State } from "../state.ts";
import { many, NETWORKS } from "./words.ts";

type Dispatch = (message: Message) => void;

export function settingsView(state: State, dispatch: Dispatch): TemplateResult {
  const { config } = state;
  // As much room as the settings will take.
  if (!config) return html`<div class="settings"><p class="in-a-line">starting</p><button disabled>Edit</button></div>`;
  return html`
    <div class="settings">
      <p class="in-a-line">${many(config.server_count, "server")} · ${many(config.client_count, "client")} · ${NETWORKS[config.network]} · ${config.lossy ? "lossy" : "lossless"}${config.max_crashes ? ` · up to ${config.max_crashes} crashed` : ""}</p>
      <button aria-expanded=${state.editing ? "true" : "false"} @click=${() => dispatch({ type: "edit", open: !state.editing })}>Edit</button>
    </div>
    ${state.editing ? form(state, config, dispatch) : nothing}
  `;
}

function form(state: State, config: Config, dispatch: Dispatch): TemplateResult {
  const submit = (event: Event) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const whole = (name: string) => Number(data.get(name));
    dispatch({
      type: "configure",
      config: {
        server_count: whole("servers"),
        client_count: whole("clients"),
        network: data.get("network") as NetworkKind,
        put_count: config.put_count,
        lossy: data.get("lossy") === "on",
        max_crashes: whole("crashes"),
      },
    });
  };
  const numbers = (name: string, label: string, from: number, to: number, value: number) => html`
    <label>${label} <select name=${name} aria-label=${label}>
      ${Array.from({ length: to - from + 1 }, (_, index) => from + index).map((n) => html`<option value=${n} ?selected=${n === value}>${n}</option>`)}
    </select></label>`;
  return html`
    <form class="settings-form" aria-label="Settings" @submit=${submit}>
      ${numbers("servers", "servers", 1, state.limits.servers_max, config.server_count)}
      ${numbers("clients", "clients", 1, state.limits.clients_max, config.client_count)}
      <label>network <select name="network" aria-label="network">
        ${Object.entries(NETWORKS).map(([name, words]) => html`<option value=${name} ?selected=${name === config.network}>${words}</option>`)}
      </select></label>
      ${numbers("crashes", "crashes at the same time", 0, 3, config.max_crashes)}
      <label class="tick"><input type="checkbox" name="lossy" ?checked=${config.lossy}> messages may be lost</label>
      <button class="strong" type="submit">Start anew</button>
      <button type="button" @click=${() => dispatch({ type: "edit", open: false })}>Cancel</button>
    </form>`;
}
