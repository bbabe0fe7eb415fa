// The field for a property of one's own: what is expected, the expression with what may be meant by a word, what is wrong with it or
// whether it is so in the state shown, and examples. Pure; handlers only dispatch.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { AskedView, OwnProperty, VocabularyView } from "../../generated/paxos_lab";
import { completed, completions } from "../completing.ts";
import type { Message, State } from "../state.ts";

type Dispatch = (message: Message) => void;

const EXPECTED: [NonNullable<OwnProperty["expectation"]>, string][] = [
  ["sometimes", "find a run where"],
  ["always", "is it always so that"],
  ["eventually", "does every run come to"],
];

export function questionView(state: State, dispatch: Dispatch): TemplateResult {
  const { checkForm: form, vocabulary, asked, completing } = state;
  const { own } = form;
  const write = (text: string, expectation = own.expectation) => dispatch({ type: "checkForm", form: { ...form, own: { expectation, text } } });
  const words = vocabulary && completing ? completions(own.text, completing.caret, vocabulary) : [];
  const choice = Math.min(completing?.choice ?? 0, words.length - 1);
  const told = asked?.text === own.text ? asked : undefined;
  const moved = (event: Event) => dispatch({ type: "completing", at: { caret: (event.target as HTMLTextAreaElement).selectionStart, choice: 0 } });
  const complete = (field: HTMLTextAreaElement, word: string) => {
    const after = completed(own.text, completing?.caret ?? own.text.length, word);
    // At once, as whoever types goes on typing there.
    field.value = after.text;
    field.focus();
    field.setSelectionRange(after.caret, after.caret);
    write(after.text);
    dispatch({ type: "completing", at: { caret: after.caret, choice: 0 } });
  };
  const key = (event: KeyboardEvent) => {
    const word = words[choice];
    const field = event.target as HTMLTextAreaElement;
    if (!word) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const by = event.key === "ArrowDown" ? 1 : words.length - 1;
      dispatch({ type: "completing", at: { caret: field.selectionStart, choice: (choice + by) % words.length } });
    } else if (event.key === "Enter" || event.key === "Tab") complete(field, word.text);
    else if (event.key === "Escape") dispatch({ type: "completing", at: undefined });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`
    <div class="wide own">
      <select aria-label="Expectation" @change=${(event: Event) => write(own.text, (event.target as HTMLSelectElement).value as OwnProperty["expectation"])}>
        ${EXPECTED.map(([name, text]) => html`<option value=${name} ?selected=${name === own.expectation}>${text}</option>`)}
      </select>
      <textarea class="expression" rows="3" maxlength=${vocabulary?.lengthMax ?? 400} spellcheck="false" autocapitalize="off" autocomplete="off" placeholder="servers.filter(s, s.leads).size() >= 2"
        aria-label="Your property" aria-autocomplete="list" aria-controls="completions" aria-activedescendant=${words.length ? `completion-${choice}` : nothing}
        aria-invalid=${told?.wrong && own.text.trim() ? "true" : "false"} aria-describedby="own-said" .value=${live(own.text)}
        @input=${(event: Event) => { write((event.target as HTMLTextAreaElement).value); moved(event); }} @click=${moved} @keydown=${key} @blur=${() => dispatch({ type: "completing", at: undefined })}></textarea>
      <ul class="completions" id="completions" role="listbox" aria-label="Words that can stand here" ?hidden=${words.length === 0}>
        ${words.map(({ text, meaning }, place) => html`<li role="option" id=${`completion-${place}`} aria-selected=${place === choice ? "true" : "false"}
          @pointerdown=${(event: Event) => { event.preventDefault(); complete((event.currentTarget as HTMLElement).closest(".own")!.querySelector("textarea")!, text); }}><code>${text}</code> <span>${meaning}</span></li>`)}
      </ul>
      <div id="own-said" role="status">${told ? said(told) : nothing}</div>
      ${vocabulary ? help(vocabulary, write) : nothing}
    </div>`;
}

/** Where it is wrong is marked in a copy of the text, as a field can't be marked. */
function said({ text, wrong, holds, from, to }: AskedView): TemplateResult | typeof nothing {
  if (text.trim() === "") return nothing;
  if (wrong === undefined) return html`<p class="hint">${holds ? "It is so in the state shown." : "It isn't so in the state shown."}</p>`;
  return html`<p class="copy"><code>${text.slice(0, from)}<mark>${text.slice(from, to) || " "}</mark>${text.slice(Math.max(to, from))}</code></p><p class="mistake">${wrong}</p>`;
}

function help({ subjects, functions, examples }: VocabularyView, write: (text: string) => void): TemplateResult {
  return html`
    <details><summary>examples</summary>
      <ul class="examples">${examples.map(({ text, meaning }) => html`<li><button type="button" title=${text} @click=${() => write(text)}>${meaning}</button></li>`)}</ul></details>
    <details><summary>what it can speak of</summary>
      ${subjects.map(({ name, meaning, fields }) => html`<p class="subject"><code>${name}</code>: ${meaning}</p><dl class="vocabulary">${fields.map(({ text, meaning: says }) => html`<div><dt><code>${text}</code></dt><dd>${says}</dd></div>`)}</dl>`)}
      <p class="subject">lists and texts</p><dl class="vocabulary">${functions.map(({ text, meaning: says }) => html`<div><dt><code>${text}</code></dt><dd>${says}</dd></div>`)}</dl>
      <p class="hint">The language is CEL: <code>==</code> <code>!=</code> <code>&lt;</code> <code>&amp;&amp;</code> <code>||</code> <code>!</code> <code>? :</code> <code>in</code> <code>+</code> <code>-</code> <code>*</code>, whole numbers, texts in quotes.</p></details>`;
}
