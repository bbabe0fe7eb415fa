// The space-time diagram: lanes, steps and arrows; only what can be seen is drawn. A pure function of the state and of where it is
// scrolled; handlers only dispatch.

import { html, svg } from "lit-html";
import type { TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { StepView } from "../../generated/paxos_lab";
import { HEAD_HEIGHT, laneX, lines, ROW_HEIGHT, rowY, visibleRows } from "../diagram.ts";
import type { Line } from "../diagram.ts";
import type { Message, State } from "../state.ts";
import { height, place } from "./place.ts";
import { actorName, MARKS, roleOf } from "./words.ts";

type Dispatch = (message: Message) => void;

export interface Window {
  width: number;
  scrollTop: number;
  height: number;
}

const GUTTER = 44;
const LANE_MIN = 48;
const WORDS = 270;
const WORDS_FROM = 800;

export function diagramView(state: State, window: Window, scrolled: () => void, dispatch: Dispatch): TemplateResult {
  const { steps, shown, actors } = state;
  const width = Math.max(window.width, GUTTER + actors.length * LANE_MIN);
  // Where there is room, each row says in words what the arrows show.
  const words = width >= WORDS_FROM ? WORDS : 0;
  const x = (lane: number) => GUTTER + laneX(lane, actors.length, width - GUTTER - words);
  const seen = visibleRows(window.scrollTop, window.height, steps.length);
  const visible = steps.slice(seen.first, seen.last + 1).map((step, index) => ({ step, row: seen.first + index }));
  const arrows = lines(steps, shown?.step ?? 0, shown?.messages ?? [], seen);
  // Room beneath the last step for what is still on its way.
  const total = (steps.length + 0.75) * ROW_HEIGHT;
  return html`
    <section class="diagram" role=${roleOf(state)} aria-label="Space-time diagram">
      <div class="scroller" tabindex="0" @scroll=${scrolled} role="group" aria-label="Space-time diagram: a lane for each actor, a row for each step">
        <div class="plane" ${height(total + HEAD_HEIGHT)}>
          <svg class="lane-heads" width=${width} height=${HEAD_HEIGHT} aria-hidden="true">
            ${actors.map((actor) => svg`<text x=${x(actor.id)} y=${HEAD_HEIGHT / 2 + 5} data-owner=${actor.role === "server" ? `s${actor.id % 7}` : "client"}>${actor.name}</text>`)}
          </svg>
          <svg class="lines" width=${width} height=${total} aria-hidden="true">
            <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0.5 L8 4 L0 7.5 Z" fill="context-stroke"></path></marker></defs>
            <rect class="now" x="0" y=${(shown?.step ?? 0) * ROW_HEIGHT} width=${width} height=${ROW_HEIGHT} rx="6"></rect>
            ${actors.map((actor) => svg`<line class="lane" x1=${x(actor.id)} x2=${x(actor.id)} y1="0" y2=${total}></line>`)}
            ${repeat(arrows, (line) => line.key, (line) => arrow(line, x, state.pointed.includes(line.message)))}
            ${repeat(visible, ({ row }) => row, ({ step, row }) => event(step, row, x, row > (shown?.step ?? 0)))}
          </svg>
          <ol class="rows" start="0" data-words=${words ? "yes" : "no"}>
            ${repeat(visible, ({ row }) => row, ({ step, row }) => html`
              <li ${rowPlace(row, width)}><button data-row=${row} aria-current=${row === shown?.step ? "step" : "false"}
                title=${step.why} @click=${() => dispatch({ type: "seek", step: row })}><span class="n">${row}</span><span class="text">${sentence(state, step)}</span></button></li>`)}
          </ol>
        </div>
      </div>
    </section>
  `;
}

function rowPlace(row: number, width: number): unknown {
  return place({ x: width / 2, y: HEAD_HEIGHT + rowY(row), w: width, h: ROW_HEIGHT });
}

function sentence(state: State, step: StepView): string {
  const marks = step.marks.map((mark) => `, ${MARKS[mark]}`).join("");
  const sender = step.message && state.steps[step.message.sentIn]?.sent.find((sent) => sent.message === step.message?.message)?.src;
  return `${sender === undefined || step.kind !== "deliver" ? "" : `${actorName(state, sender)} → `}${step.label}${marks}`;
}

function arrow(line: Line, x: (lane: number) => number, isPointed: boolean): TemplateResult {
  const [x1, y1, x2, y2] = [x(line.from[0]), rowY(line.from[1]), x(line.to[0]), rowY(line.to[1])];
  // The tip stops short of the event's mark.
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const back = line.end === "delivered" ? 6 / length : 0;
  const tip = { x: x2 - (x2 - x1) * back, y: y2 - (y2 - y1) * back };
  return svg`
    <g class="arrow" data-kind=${line.end} data-owner=${line.owner === undefined ? "client" : `s${line.owner % 7}`} data-pointed=${isPointed ? "yes" : "no"}>
      <line x1=${x1} y1=${y1} x2=${tip.x} y2=${tip.y} marker-end=${line.end === "delivered" ? "url(#arrow)" : ""}></line>
      ${line.end === "dropped" ? svg`<path class="lost" d=${`M${x2 - 4} ${y2 - 4} l8 8 m0 -8 l-8 8`}></path>` : ""}
      ${line.end === "open" ? svg`<circle class="open" cx=${x2} cy=${y2} r="2.5"></circle>` : ""}
    </g>`;
}

/** What happened, told apart by shape. */
function event(step: StepView, row: number, x: (lane: number) => number, isAhead: boolean): TemplateResult {
  if (step.groups) return cut(step, step.groups, row, x, isAhead);
  if (step.actor === undefined || step.kind === "drop") return svg``;
  const [cx, cy] = [x(step.actor), rowY(row)];
  const ahead = isAhead ? "yes" : "no";
  switch (step.kind) {
    case "crash":
      return svg`<path class="event" data-kind="crash" data-ahead=${ahead} d=${`M${cx - 6} ${cy - 6} l12 12 m0 -12 l-12 12`}></path>`;
    case "recover":
      return svg`<path class="event" data-kind="recover" data-ahead=${ahead} d=${`M${cx} ${cy - 6} l6 6 l-6 6 l-6 -6 Z`}></path>`;
    case "timeout":
      return svg`<path class="event" data-kind="timeout" data-ahead=${ahead} d=${`M${cx} ${cy - 6} l6.5 11 h-13 Z`}></path>`;
    case "random":
      return svg`<path class="event" data-kind="random" data-ahead=${ahead} d=${`M${cx - 6} ${cy} l3 -5.5 h6 l3 5.5 l-3 5.5 h-6 Z`}></path>`;
    default:
      return step.marks.length
        ? svg`<rect class="event" data-kind="mark" data-ahead=${ahead} x=${cx - 6} y=${cy - 6} width="12" height="12" rx="3"></rect>`
        : svg`<circle class="event" data-kind=${step.kind} data-ahead=${ahead} cx=${cx} cy=${cy} r="4.5"></circle>`;
  }
}

/** Across the servers: where a partition begins each stands on its side, and where it heals they are on one again. */
function cut(step: StepView, groups: number[], row: number, x: (lane: number) => number, isAhead: boolean): TemplateResult {
  const y = rowY(row);
  const side = (server: number) => (step.kind === "heal" ? "healed" : groups[server] === 0 ? "one" : "other");
  return svg`
    <g class="cut" data-kind=${step.kind} data-ahead=${isAhead ? "yes" : "no"}>
      <line x1=${x(0) - 12} x2=${x(groups.length - 1) + 12} y1=${y} y2=${y}></line>
      ${groups.map((_, server) => svg`<rect data-side=${side(server)} x=${x(server) - 5} y=${y - 5} width="10" height="10" rx="2"></rect>`)}
    </g>`;
}
