// What an embed shows before anything is loaded: the author's own picture, or a drawn one. Pure; its button only asks to begin.

import { html, nothing, svg } from "lit-html";
import type { TemplateResult } from "lit-html";
import { glance } from "../link.ts";
import type { Embed } from "../state.ts";
import { many } from "./words.ts";

export function posterView({ options, poster }: Embed, begin: () => void): TemplateResult {
  const { servers, clients, more, content } = glance(options.link);
  const isOwn = poster === "own";
  return html`
    <div class="poster" data-poster=${poster}>
      <div class="poster-picture"><slot ?hidden=${!isOwn}></slot>${isOwn ? nothing : picture(servers, clients)}</div>
      <div class="poster-words">
        <p class="poster-title">Single Decree Paxos</p>
        <p class="poster-settings">${[many(servers, "server"), many(clients, "client"), ...more].join(", ")}</p>
        <button class="strong begin" @click=${begin}>${triangle}${content === "run" ? "Play this run" : content === "check" ? "Open this check" : "Start the lab"}</button>
      </div>
    </div>`;
}

const triangle = svg`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 2v12l9-6z"></path></svg>`;

/** Of the drawing, in its own units. */
const LANE = 100;
const ROW = 26;
const TOP = 44;

interface Way {
  from: number;
  to: number;
  /** Where it is sent and where it arrives, in rows; between two rows if need be. */
  sent: number;
  arrives: number;
  owner: string;
}

/** A write of the first client as it goes through: a ballot, a quorum of promises, an accept, a quorum of accepts, the answer. */
function story(servers: number): Way[] {
  const client = servers;
  const others = Array.from({ length: servers - 1 }, (_, index) => index + 1);
  const quorum = others.slice(0, Math.floor(servers / 2));
  // The further the later, and no two on one line.
  const late = (server: number) => 0.75 + 0.45 * server;
  const round = (row: number): Way[] => [
    ...others.map((to) => ({ from: 0, to, sent: row, arrives: row + late(to), owner: "s0" })),
    ...quorum.map((from) => ({ from, to: 0, sent: row + late(from), arrives: row + 2 * late(from), owner: "s0" })),
  ];
  const decided = 1 + 2 * late(quorum.length) + 2 * late(quorum.length);
  return [
    { from: client, to: 0, sent: 0, arrives: 1, owner: "client" },
    ...round(1),
    ...round(1 + 2 * late(quorum.length)),
    { from: 0, to: client, sent: decided, arrives: decided + 1, owner: "client" },
  ];
}

/** Lanes and arrows, as many as there are actors, so that it's known for what it is. */
function picture(servers: number, clients: number): TemplateResult {
  const lanes = servers + clients;
  const ways = story(servers);
  const x = (lane: number) => (lane + 0.5) * LANE;
  const y = (row: number) => TOP + row * ROW;
  const bottom = y(Math.max(...ways.map(({ arrives }) => arrives)) + 0.6);
  return html`
    <svg class="poster-drawing" viewBox=${`0 0 ${lanes * LANE} ${bottom}`} aria-hidden="true">
      <defs><marker id="poster-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0.5 L8 4 L0 7.5 Z" fill="context-stroke"></path></marker></defs>
      ${Array.from({ length: lanes }, (_, lane) => svg`
        <line class="lane" x1=${x(lane)} x2=${x(lane)} y1=${TOP - 14} y2=${bottom}></line>
        <text x=${x(lane)} y="20" data-owner=${lane < servers ? `s${lane % 7}` : "client"}>${lane < servers ? "S" : "C"}${lane}</text>`)}
      ${ways.map(({ from, to, sent, arrives, owner }) => svg`
        <line class="way" data-owner=${owner} x1=${x(from)} y1=${y(sent)} x2=${x(to) - Math.sign(to - from) * 6} y2=${y(arrives)} marker-end="url(#poster-tip)"></line>`)}
      ${ways.map(({ to, arrives }) => svg`<circle class="dot" cx=${x(to)} cy=${y(arrives)} r="4"></circle>`)}
    </svg>`;
}
