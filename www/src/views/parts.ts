// A state in parts, before and after: what changed, or all of it. Pure.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import type { PartView } from "../../generated/paxos_lab";

/** `changesOnly` leaves out what is the same in both. */
export function partsView(parts: PartView[], changesOnly: boolean): TemplateResult {
  const shown = changesOnly ? parts.filter((part) => part.differs) : parts;
  return html`<ul class="parts">${shown.map((part) => partView(part, changesOnly))}</ul>`;
}

function partView(part: PartView, changesOnly: boolean): TemplateResult {
  const isGroup = part.parts.length > 0 || part.after === "" || part.before === "";
  const change = part.before === undefined ? "added" : part.after === undefined ? "removed" : part.differs ? "changed" : "same";
  if (isGroup) {
    return html`<li class="group" data-change=${change}><span class="part-name">${part.name}</span>${
      part.parts.length ? partsView(part.parts, changesOnly) : html` <span class="none">none</span>`
    }</li>`;
  }
  const word = { added: "new", removed: "gone", changed: "changed", same: "" }[change];
  return html`
    <li class="leaf" data-change=${change}><span class="part-name">${part.name}</span>
      ${change === "changed" ? html`<del>${part.before}</del> <span aria-label="becomes">→</span> <ins>${part.after}</ins>` : nothing}
      ${change === "added" ? html`<ins>${part.after}</ins>` : nothing}
      ${change === "removed" ? html`<del>${part.before}</del>` : nothing}
      ${change === "same" ? html`<span class="value">${part.after}</span>` : nothing}
      ${word && change !== "changed" ? html`<span class="change">${word}</span>` : nothing}
    </li>`;
}
