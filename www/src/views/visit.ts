// What stands beside the stage while somebody is in a lesson or a challenge. Pure; handlers only dispatch.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import { findingOf, isAsked, jobOf } from "../gallery.ts";
import type { Message, State } from "../state.ts";
import { challengeOf, lessonOf } from "../visit.ts";
import { many, propertyText } from "./words.ts";

type Dispatch = (message: Message) => void;

export function lessonView(state: State, now: () => number, dispatch: Dispatch): TemplateResult {
  const { visit } = state;
  const known = lessonOf(state);
  if (visit?.type !== "lesson" || !known) return html``;
  const { lesson, page } = known;
  const { lessons } = state.gallery;
  const next = lessons[lessons.indexOf(lesson) + 1];
  const isLast = visit.page === lesson.pages.length - 1;
  const show = () => dispatch({ type: "answer", at: now() });
  return html`
    <aside class="panel lesson" role=${state.embed ? "presentation" : "complementary"} aria-label="Lesson">
      <div class="lesson-head"><h2>${lesson.title}</h2><span class="place">${visit.page + 1} of ${lesson.pages.length}</span></div>
      <progress aria-label="Pages read" max=${lesson.pages.length} value=${visit.page + 1}></progress>
      <div class="lesson-text" aria-live="polite">
        ${page.text.map((paragraph) => html`<p>${paragraph}</p>`)}
        ${page.question ? html`<div class="question">
          <p><b>${page.question}</b></p>
          ${visit.answered && page.answer ? html`<p>${page.answer.text}</p>${proof(state, page.answer.check, show)}` : html`<button class="show-me" @click=${show}>Show me</button>`}
        </div>` : nothing}
      </div>
      <div class="lesson-buttons">
        <button ?disabled=${visit.page === 0} @click=${() => dispatch({ type: "turn", page: visit.page - 1 })}>Back</button>
        ${!isLast ? html`<button class="strong" @click=${() => dispatch({ type: "turn", page: visit.page + 1 })}>Next</button>`
          : next ? html`<button class="strong" @click=${() => dispatch({ type: "lesson", id: next.id })}>Next lesson: ${next.title}</button>` : nothing}
        <button class="leave" @click=${() => dispatch({ type: "leave" })}>Leave the lesson</button>
      </div>
    </aside>`;
}

/** What the check that was asked for has found. */
function proof(state: State, id: string | undefined, check: () => void): TemplateResult | typeof nothing {
  const entry = state.gallery.entries.find((one) => one.id === id);
  if (!entry) return nothing;
  const verdict = findingOf(state.gallery, jobOf(entry))?.verdict;
  const property = state.properties[entry.property];
  return html`<p class="verdict-line" data-verdict=${verdict?.verdict ?? "pending"}><span class="property">${entry.title}: ${property?.expectation} ${propertyText(state.properties, property?.name ?? "")}</span><b>${verdict?.text ?? (isAsked(state.gallery, jobOf(entry)) ? "Searching" : html`<button @click=${check}>Check</button>`)}</b></p>`;
}

export function challengeView(state: State, now: () => number, dispatch: Dispatch): TemplateResult {
  const { visit } = state;
  const entry = challengeOf(state);
  if (visit?.type !== "challenge" || !entry) return html``;
  const job = jobOf(entry);
  const shortest = findingOf(state.gallery, job)?.verdict.steps;
  const property = state.properties[entry.property];
  const taken = state.shown?.step ?? 0;
  const isDone = state.shown?.properties[entry.property]?.holds === false;
  const compared = shortest === undefined ? "" : taken <= shortest ? "There is no shorter way." : `The shortest way takes ${many(shortest, "step")}.`;
  return html`
    <section class="challenge" aria-label="Break it yourself" data-done=${isDone ? "yes" : "no"}>
      <div class="challenge-text" aria-live="polite">
        <h2>${isDone ? "You broke it" : "Break it yourself"}: ${entry.title}</h2>
        ${isDone
          ? html`<p>"${property?.title}" is violated after ${many(taken, "step")}. ${compared}</p>`
          : html`<p>${entry.sentence} Make this false: ${property?.definition} ${shortest === undefined ? (isAsked(state.gallery, job) ? "The shortest way is being searched for." : "") : `The shortest way takes ${many(shortest, "step")};`} you have taken ${taken}.</p>`}
        ${visit.hint && !isDone ? html`<p class="hint-text">${visit.hint}</p>` : nothing}
      </div>
      <div class="challenge-buttons">
        ${isDone ? nothing : html`<button ?disabled=${shortest === undefined} @click=${() => dispatch({ type: "hint" })}>Hint</button>`}
        <button @click=${() => dispatch({ type: "challenge", id: entry.id, at: now() })}>Restart</button>
        <button @click=${() => dispatch({ type: "leave" })}>Leave</button>
      </div>
    </section>`;
}
