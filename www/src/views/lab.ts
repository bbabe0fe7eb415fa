// The element's whole content: its page, or as much of it as an embed shows, or the poster before. A pure function of the state and of
// the room there is.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import { controlsOf, linkOf } from "../state.ts";
import type { State } from "../state.ts";
import { pageView } from "./page.ts";
import type { Hands, Room } from "./page.ts";
import { height } from "./place.ts";
import { posterView } from "./poster.ts";

export function labView(state: State, room: Room, hands: Hands): TemplateResult {
  const { embed } = state;
  const content = embed && embed.poster !== "gone" && !state.broken ? posterView(embed, hands.begin) : pageView(state, room, hands);
  return html`
    <div class="lab" data-place=${embed ? "embed" : "page"} data-controls=${controlsOf(state)} data-theme=${state.theme}
      data-fixed=${embed?.options.height === undefined ? "no" : "yes"} ${height(embed?.options.height)}
      tabindex=${embed ? "-1" : nothing} role=${embed ? "group" : nothing} aria-label=${embed ? "Paxos Lab" : nothing}>
      ${embed?.wrong.length ? html`<div class="wrong" role="alert">${embed.wrong.map((sentence) => html`<p>${sentence}</p>`)}</div>` : nothing}
      ${content}
      ${embed && hands.page ? html`<p class="elsewhere">${proof(state)}<a href=${`${hands.page}#${linkOf(state)}`} target="_blank" rel="noopener">Open in Paxos Lab</a></p>` : nothing}
    </div>`;
}

/** What was proved of the run that was opened; trouble is told where it can't be missed. */
function proof({ opened }: State): TemplateResult | typeof nothing {
  return opened?.proof === "verified" ? html`<span class="proof" data-proof="verified" title=${opened.message}>verified</span> ` : nothing;
}
