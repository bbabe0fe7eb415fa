// What an embed shows before anything is loaded: the author's own picture, or a drawn one. Pure; its button only asks to begin.

import { html, nothing, svg } from "lit-html";
import type { TemplateResult } from "lit-html";
import { glance } from "../link.ts";
import type { Embed } from "../store.ts";
import { many } from "./words.ts";

export function posterView({ options, poster }: Embed, begin: () => void): TemplateResult {
  const { servers, clients, more, hasRun } = glance(options.link);
  const isOwn = poster === "own";
  return html`
    <section class="poster" data-poster=${poster} aria-label="Poster">
      <div class="poster-picture"><slot ?hidden=${!isOwn}></slot>${isOwn ? nothing : picture(servers, clients)}</div>
      <div class="poster-words">
        <p class="poster-title">Single Decree Paxos</p>
        <p class="poster-settings">${[many(servers, "server"), many(clients, "client"), ...more].join(", ")}</p>
        <button class="strong begin" @click=${begin}>${triangle}${hasRun ? "Play this run" : "Start the lab"}</button>
      </div>
    </section>`;
}

const triangle = svg`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 2v12l9-6z"></path></svg>`;

const PICTURE = { width: 720, row: 20, top: 44 };

/** A write of the first client, as it goes through: from, to, and the rows where it is sent and arrives. */
function story(servers: number): { from: number; to: number; rows: [number, number]; owner: string }[] {
  const others = Array.from({ length: Math.max(0, servers - 1) }, (_, index) => index + 1);
  const client = servers;
  const there = (sent: number) => others.map((to) => ({ from: 0, to, rows: [sent, sent + to] as [number, number], owner: "s0" }));
  const back = (sent: number, arrives: number) => others.slice(0, Math.ceil(others.length / 2)).map((from) => ({ from, to: 0, rows: [sent + from, arrives + from] as [number, number], owner: "s0" }));
  return [
    { from: client, to: 0, rows: [0, 1], owner: "client" },
    ...there(1),
    ...back(1, 3),
    ...there(4),
    ...back(4, 6),
    { from: 0, to: client, rows: [7, 8], owner: "client" },
  ];
}

/** Lanes and arrows, as many as there are actors, so that it's known for what it is. */
function picture(servers: number, clients: number): TemplateResult {
  const lanes = servers + clients;
  const arrows = story(servers);
  const rows = Math.max(...arrows.map(({ rows }) => rows[1])) + 1;
  const x = (lane: number) => ((lane + 0.5) / lanes) * PICTURE.width;
  const y = (row: number) => PICTURE.top + row * PICTURE.row;
  const bottom = y(rows);
  return html`
    <svg class="poster-drawing" viewBox=${`0 0 ${PICTURE.width} ${bottom}`} aria-hidden="true">
      <defs><marker id="poster-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0.5 L8 4 L0 7.5 Z" fill="context-stroke"></path></marker></defs>
      ${Array.from({ length: lanes }, (_, lane) => svg`
        <line class="lane" x1=${x(lane)} x2=${x(lane)} y1=${PICTURE.top - 14} y2=${bottom}></line>
        <text x=${x(lane)} y="20" data-owner=${lane < servers ? `s${lane % 7}` : "client"}>${lane < servers ? "S" : "C"}${lane}</text>`)}
      ${arrows.map(({ from, to, rows: [sent, arrived], owner }) => svg`
        <line class="way" data-owner=${owner} x1=${x(from)} y1=${y(sent)} x2=${x(to) - Math.sign(to - from) * 6} y2=${y(arrived)} marker-end="url(#poster-tip)"></line>
        <circle class="dot" cx=${x(to)} cy=${y(arrived)} r="4"></circle>`)}
    </svg>`;
}
