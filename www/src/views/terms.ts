// A sentence in which terms can be opened as definitions. Pure; handlers only dispatch.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import { GLOSSARY, pieces } from "../glossary.ts";
import type { Message } from "../state.ts";

/** `open` is the name of the term whose definition is shown. */
export function withTerms(text: string, open: string | undefined, dispatch: (message: Message) => void): TemplateResult {
  const shown = GLOSSARY.find((term) => term.name === open);
  return html`
    <p class="sentence">${pieces(text).map(({ text, term }) =>
      term
        ? html`<button class="term" aria-expanded=${open === term.name ? "true" : "false"} title=${`What "${term.name}" means`}
            @click=${() => dispatch({ type: "term", term: open === term.name ? undefined : term.name })}>${text}</button>`
        : text,
    )}</p>
    ${shown ? html`<p class="definition" role="note"><b>${shown.name}</b> ${shown.meaning}</p>` : nothing}`;
}
