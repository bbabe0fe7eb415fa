// The stage: cards of clients and servers, and the messages between them. A pure function of the state; handlers only dispatch.

import { html, nothing, svg } from "lit-html";
import type { TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { BallotView, ChoiceView, ClientView, MessageView, ServerView } from "../../generated/paxos_lab";
import { flightPath, places, stageFor } from "../layout.ts";
import type { Box, Point, Stage } from "../layout.ts";
import type { Message, State } from "../state.ts";
import { height, place, placeMenu } from "./place.ts";
import { actorName, roleOf } from "./words.ts";

type Dispatch = (message: Message) => void;

export function stageView(state: State, width: number, dispatch: Dispatch): TemplateResult {
  const { shown } = state;
  // As high as the start will be, so that nothing moves when it comes.
  if (!shown) return html`<section class="stage" role=${roleOf(state)} aria-busy="true" aria-label="Stage" ${height(stageFor(width, 3, 2, 2).height)}></section>`;
  const stage = stageFor(width, shown.servers.length, shown.clients.length, shown.messages.length);
  const spots = places(stage, shown.messages);
  const acted = state.steps[shown.step]?.actor;
  return html`
    <section class="stage" role=${roleOf(state)} aria-label="Stage" data-compact=${stage.compact ? "yes" : "no"} ${height(stage.height)}>
      ${flights(stage, shown.messages, spots, state)}
      ${repeat(shown.clients, (client) => client.id, (client) => clientCard(state, stage, client, acted, dispatch))}
      ${repeat(shown.servers, (server) => server.id, (server) => serverCard(state, stage, server, acted, dispatch))}
      ${repeat(shown.messages, (message) => message.message, (message) =>
        envelope(state, message, { ...spots.get(message.message)!, ...stage.message }, stage.compact, dispatch))}
      ${shown.messages.length === 0 ? html`<p class="quiet-stage" ${place(aboveServers(stage))}>No message is in flight.</p>` : nothing}
    </section>
    ${menuView(state, stage, spots, dispatch)}
  `;
}

function flights(stage: Stage, messages: MessageView[], spots: Map<number, { x: number; y: number }>, state: State): TemplateResult {
  const line = (message: MessageView) => {
    const path = flightPath(stage.cards[message.src]!, spots.get(message.message)!, stage.cards[message.dst]!);
    return svg`
      <g class="flight" data-owner=${ownerOf(message)} data-idle=${message.deliver.action === undefined ? "yes" : "no"} data-held=${message.held ? "yes" : "no"}>
        <path d=${path.before}></path>
        <path class="ahead" d=${path.after} marker-end="url(#tip)"></path>
      </g>`;
  };
  return html`
    <svg class="flights" aria-hidden="true" width=${stage.width} height=${stage.height}>
      <defs>
        <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
          <path d="M0.5 1 L7 4 L0.5 7" fill="none" stroke="context-stroke"></path>
        </marker>
      </defs>
      ${repeat(state.shown ? messages : [], (message) => message.message, line)}
    </svg>
  `;
}

/** The free strip between clients and servers. */
function aboveServers(stage: Stage): { x: number; y: number; w: number; h: number } {
  const first = stage.cards[0]!;
  return { x: stage.width / 2, y: first.y - first.h / 2 - 40, w: 240, h: 24 };
}

function ownerOf(message: { owner?: number | undefined }): string {
  return message.owner === undefined ? "client" : serverOwner(message.owner);
}

/** A server has the colour of its ballots, and a client has none. */
function actorOwner(state: State, actor: number): string {
  return state.actors[actor]?.role === "server" ? serverOwner(actor) : "client";
}

function serverOwner(server: number): string {
  return `s${server % 7}`;
}

function ballotTag(ballot: BallotView | undefined): TemplateResult {
  if (!ballot) return html`<span class="ballot" data-owner="none">none yet</span>`;
  return html`<span class="ballot" data-owner=${serverOwner(ballot.server)}>${ballot.label}</span>`;
}

function serverCard(state: State, stage: Stage, server: ServerView, acted: number | undefined, dispatch: Dispatch): TemplateResult {
  const before = state.before?.servers[server.id];
  const phase = server.crashed ? "crashed" : server.decided !== undefined ? "decided" : server.leading ? "leading" : "quiet";
  return html`
    <article class="card server" data-actor=${server.id} data-phase=${phase} data-acted=${acted === server.id ? "yes" : "no"} data-side=${state.shown?.partition?.groups?.[server.id] ?? "none"}
      aria-label=${`Server ${actorName(state, server.id)}`} ${place(stage.cards[server.id]!)}>
      <header>
        <span class="name" data-owner=${serverOwner(server.id)}>${actorName(state, server.id)}</span>
        <span class="status" data-changed=${changed(before, (s) => [s.crashed, s.decided, s.leading?.value], server)}>${statusOf(server)}</span>
        ${menuButton(state, "actor", server.id, `What can happen to ${actorName(state, server.id)}`, dispatch)}
      </header>
      <dl>
        <div data-changed=${changed(before, (s) => s.promised, server)}><dt>promised</dt><dd class="promised">${ballotTag(server.promised)}</dd></div>
        <div data-changed=${changed(before, (s) => s.accepted, server)}><dt>accepted</dt><dd class="accepted">${
          server.accepted
            ? html`<b class="value">${server.accepted.value}</b> <span class="filler">in</span> ${ballotTag(server.accepted.ballot)}`
            : html`<span class="none">nothing</span>`
        }</dd></div>
        <div data-changed=${changed(before, (s) => s.leading, server)}><dt>${server.leading ? (server.leading.phase === 1 ? "promises" : "accepts") : "leads"}</dt>
          <dd class="leads">${server.leading ? pips(server) : html`<span class="none">nothing</span>`}</dd></div>
      </dl>
    </article>
  `;
}

/** Whether the step that was just taken changed a part of a server or client. */
function changed<T>(before: T | undefined, part: (of: T) => unknown, now: T): "yes" | "no" {
  return before && JSON.stringify(part(before)) !== JSON.stringify(part(now)) ? "yes" : "no";
}

function statusOf(server: ServerView): TemplateResult {
  if (server.crashed) return html`<span class="badge" data-badge="crashed">crashed</span>`;
  if (server.decided !== undefined) return html`<span class="badge" data-badge="decided"><span class="word">decided</span> <b>${server.decided}</b></span>`;
  if (server.leading) return html`<span class="badge" data-badge="leads"><span class="word">leads</span> <b>${server.leading.value}</b></span>`;
  return html``;
}

/** Votes as shapes, and in words beside them. */
function pips(server: ServerView): TemplateResult {
  const { leading } = server;
  if (!leading) return html``;
  const have = leading.phase === 1 ? leading.promises : leading.accepts;
  const shapes = Array.from({ length: Math.max(leading.quorum, have) }, (_, index) => html`<i data-on=${index < have ? "yes" : "no"}></i>`);
  return html`<span class="pips" data-owner=${serverOwner(server.id)} aria-hidden="true">${shapes}</span> ${have} of ${leading.quorum}`;
}

/** Opens the menu of an actor or a message; opened again, closes it. */
function menuButton(state: State, of: "message" | "actor", id: number, label: string, dispatch: Dispatch): TemplateResult {
  const isOpen = state.menu?.of === of && state.menu.id === id;
  return html`<button class="more" aria-haspopup="menu" aria-expanded=${isOpen ? "true" : "false"} aria-label=${label} title=${label}
    @click=${() => dispatch({ type: "menu", menu: isOpen ? undefined : { of, id } })}></button>`;
}

const MENU_WIDTH = 320;

/** What can be done to a message or an actor; what the settings forbid stands there with the reason. */
function menuView(state: State, stage: Stage, spots: Map<number, Point>, dispatch: Dispatch): TemplateResult | typeof nothing {
  const { menu, shown } = state;
  if (!menu || !shown) return nothing;
  const message = menu.of === "message" ? shown.messages.find((one) => one.message === menu.id) : undefined;
  const actor = menu.of === "actor" ? [...shown.servers, ...shown.clients].find((one) => one.id === menu.id) : undefined;
  const at = message ? { ...spots.get(message.message)!, ...stage.message } : actor && stage.cards[actor.id];
  if (!at) return nothing;
  const choices: [string, ChoiceView][] = message
    ? [["Deliver", message.deliver], ["Deliver a copy", message.duplicate], ["Lose it", message.drop]]
    : actor ? [["Crash", actor.crash], ["Recover", actor.recover]] : [];
  const width = Math.min(MENU_WIDTH, stage.width - 8);
  const x = Math.min(Math.max(at.x, width / 2 + 4), stage.width - width / 2 - 4);
  const close = () => dispatch({ type: "menu", menu: undefined });
  return html`
    <div class="menu" role="menu" aria-label=${message ? message.text : actorName(state, menu.id)} data-of=${`${menu.of}-${menu.id}`}
      ${placeMenu(x - width / 2, at.y + at.h / 2 + 4, width)}
      @keydown=${(event: KeyboardEvent) => moveInMenu(event, close)}>
      ${choices.map(([label, { action, why }]) => html`
        <button role="menuitem" aria-disabled=${action === undefined ? "true" : "false"}
          @click=${() => action !== undefined && dispatch({ type: "act", action, step: shown.step })}>
          <b>${label}</b><span class="why">${why}</span>
        </button>`)}
    </div>`;
}

export function moveInMenu(event: KeyboardEvent, close: () => void): void {
  const items = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=menuitem]")];
  const at = items.indexOf(event.target as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Escape") close();
  else if (to !== undefined) items.at(to % items.length)?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function clientCard(state: State, stage: Stage, client: ClientView, acted: number | undefined, dispatch: Dispatch): TemplateResult {
  return html`
    <article class="card client" data-actor=${client.id} data-phase=${client.crashed ? "crashed" : client.phase}
      data-acted=${acted === client.id ? "yes" : "no"} aria-label=${`Client ${actorName(state, client.id)}`} ${place(stage.cards[client.id]!)}>
      <header>
        <span class="name">${actorName(state, client.id)}</span>
        ${menuButton(state, "actor", client.id, `What can happen to ${actorName(state, client.id)}`, dispatch)}
      </header>
      <p data-changed=${changed(state.before?.clients.find((c) => c.id === client.id), (c) => [c.crashed, c.doing], client)}>${client.crashed ? "crashed" : client.doing}</p>
    </article>
  `;
}

function envelope(state: State, message: MessageView, box: Box, isCompact: boolean, dispatch: Dispatch): TemplateResult {
  const { action, why } = message.deliver;
  const isIdle = action === undefined;
  const route = `from ${actorName(state, message.src)} to ${actorName(state, message.dst)}`;
  const openMenu = (event: Event) => {
    event.preventDefault();
    dispatch({ type: "menu", menu: { of: "message", id: message.message } });
  };
  return html`
    <div class="envelope" data-message=${message.message} data-owner=${ownerOf(message)} data-src=${message.src} data-dst=${message.dst}
      data-idle=${isIdle ? "yes" : "no"} data-held=${message.held ? "yes" : "no"} ${place(box)} @contextmenu=${openMenu}>
      <button class="deliver" @click=${() => dispatch({ type: "deliver", message: message.message })} title=${`${message.text} ${route}. ${why}`} aria-label=${
        isIdle ? `${message.text} ${route}: ${message.held ? "" : "has no effect. "}${why}` : `Deliver ${message.text} ${route}`
      }>
        <span class="stamp" data-owner=${actorOwner(state, message.src)} data-text=${actorName(state, message.src)} aria-hidden="true"></span>
        <span class="kind">${message.kind}</span>
        <span class="detail" data-text=${shortly(message.short, isCompact) || `to ${actorName(state, message.dst)}`}></span>
      </button>
      ${menuButton(state, "message", message.message, `What can happen to ${message.text} ${route}`, dispatch)}
    </div>
  `;
}

/** On a phone (1, S0) 'A' is written 1,S0 'A'. */
function shortly(short: string, isCompact: boolean): string {
  return isCompact ? short.replace(/[()]/g, "").replace(", ", ",") : short;
}
