// The gallery: lessons, and cards with what a check has found in this tab, the picture of its shortest trace, and the right rule beside
// it. Pure; handlers only dispatch.

import { html, nothing, svg } from "lit-html";
import type { TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { EntryView, LessonView } from "../../generated/paxos_lab";
import { laneX, lines } from "../diagram.ts";
import { findingOf, isAnswered, isAsked, jobOf, rightOf } from "../gallery.ts";
import type { Finding, Job } from "../gallery.ts";
import type { Config, Message, State } from "../state.ts";
import { count, many, propertyText, seconds, settingsInWords } from "./words.ts";

type Dispatch = (message: Message) => void;

const KINDS: [EntryView["kind"], string, string][] = [
  ["scenario", "Paxos as it should be", "What may happen, and what may not, with every rule in its place."],
  ["brokenRule", "Broken rules", "One rule taken away at a time. The shortest way to harm is searched for here in your tab, and so is the right rule's whole space."],
  ["setting", "Quorums and disks", "Settings that do, and settings that don't."],
];

export function galleryView(state: State, now: () => number, dispatch: Dispatch): TemplateResult {
  const { gallery } = state;
  const jobs = gallery.entries.flatMap((entry) => [jobOf(entry), rightOf(entry)]).filter((job) => job !== undefined);
  const { running, waiting, asked } = gallery;
  const left = waiting.length + (running ? 1 : 0);
  const isDone = gallery.entries.length > 0 && jobs.every((job) => isAnswered(gallery, job));
  return html`
    <section class="gallery" aria-label="Gallery">
      <div class="gallery-head">
        <h2>Gallery</h2>
        <button class="gallery-close" @click=${() => dispatch({ type: "gallery", open: false })}>Back to the stage</button>
      </div>
      ${lessons(gallery.lessons, dispatch)}
      <div class="gallery-all">
        <p class="progress" role="status">${running ? html`Checking ${asked - left + 1} of ${asked}: ${count(running.view?.unique ?? 0)} states` : isDone ? "All of it is checked." : "Nothing is shown here as found before your tab has found it."}</p>
        ${running
          ? html`<button class="cancel-all" @click=${() => dispatch({ type: "galleryCancel" })}>Cancel</button>`
          : html`<button class="strong check-all" ?disabled=${isDone || gallery.entries.length === 0} @click=${() => dispatch({ type: "galleryCheck", jobs, at: now() })}>Check all</button>`}
        ${running ? html`<progress class="gallery-bar" aria-label="Checks done" max=${asked} value=${asked - left}></progress>` : nothing}
      </div>
      ${KINDS.map(([kind, name, what]) => html`
        <h3 class="kind">${name}</h3>
        <p class="hint">${what}</p>
        <ul class="cards">${repeat(gallery.entries.filter((entry) => entry.kind === kind), (entry) => entry.id, (entry) => card(state, entry, now, dispatch))}</ul>`)}
    </section>`;
}

function lessons(all: LessonView[], dispatch: Dispatch): TemplateResult {
  return html`
    <h3 class="kind">Lessons</h3>
    <p class="hint">Six of five minutes each, in this order. Your own run is kept meanwhile.</p>
    <ol class="lesson-list">${all.map(({ id, title, sentence }, index) => html`
      <li><button class="lesson-open" @click=${() => dispatch({ type: "lesson", id })}><span class="number">${index + 1}</span><b>${title}</b><span class="what">${sentence}</span></button></li>`)}
    </ol>`;
}

function card(state: State, entry: EntryView, now: () => number, dispatch: Dispatch): TemplateResult {
  const job = jobOf(entry);
  const right = rightOf(entry);
  const finding = findingOf(state.gallery, job);
  const check = () => dispatch({ type: "galleryCheck", jobs: right ? [job, right] : [job], at: now() });
  const property = state.properties[entry.property];
  return html`
    <li class="entry" data-entry=${entry.id}>
      <article aria-label=${entry.title}>
        <h4>${entry.title}</h4>
        <p>${entry.sentence}</p>
        <p class="setting">${settingsInWords(entry.config as Config, []).filter((words) => !/^(lossless|unordered|broken:.*)$/.test(words)).join(" · ")}</p>
        ${finding?.steps.length ? picture(finding, entry.title) : html`<div class="no-picture">${isAsked(state.gallery, job) ? "Searching" : finding ? "No trace: it is so in every state" : html`<button aria-label=${`Find it: ${entry.title}`} @click=${check}>Find it</button>`}</div>`}
        ${found(state, job, `${property?.expectation ?? ""} ${propertyText(state.properties, property?.name ?? "")}`)}
        ${finding ? html`<p class="consequence">${entry.consequence}</p>` : nothing}
        ${finding ? html`<div class="entry-buttons">
          <button aria-label=${`${finding.steps.length ? "Open the trace" : "Try it on the stage"}: ${entry.title}`} @click=${() => dispatch({ type: "openEntry", id: entry.id, right: false })}>${finding.steps.length ? "Open the trace" : "Try it on the stage"}</button>
          ${entry.kind !== "scenario" && finding.verdict.verdict === "violated" ? html`<button aria-label=${`Break it yourself: ${entry.title}`} @click=${() => dispatch({ type: "challenge", id: entry.id, at: now() })}>Break it yourself</button>` : nothing}
          ${isAnswered(state.gallery, job) || isAsked(state.gallery, job) ? nothing : html`<button aria-label=${`Check again: ${entry.title}`} @click=${check}>Check again</button>`}
        </div>` : nothing}
        ${entry.right && right ? html`<div class="right">
          <h5>The right rule</h5>
          <p>${entry.right.text} <span class="source">${entry.right.source}</span></p>
          ${found(state, right, "")}
        </div>` : nothing}
      </article>
    </li>`;
}

/** What was found of it in this tab. */
function found({ gallery }: State, job: Job, property: string): TemplateResult {
  const finding = findingOf(gallery, job);
  const name = property ? html`<span class="property">${property}</span>` : nothing;
  if (!finding) return html`<p class="verdict-line" data-verdict="pending">${name}<span>${isAsked(gallery, job) ? "Waiting for its check" : "Not yet checked in this tab"}</span></p>`;
  const { verdict, unique, elapsed } = finding;
  return html`<p class="verdict-line" data-verdict=${verdict.verdict}>${name}<b>${verdict.text}</b><span>${many(unique, "state")} seen in ${elapsed < 100 ? "less than 0.1 s" : seconds(elapsed)}</span></p>`;
}

const PICTURE = { width: 280, row: 13, top: 20 };

/** The shortest trace in small: lanes, and messages on their way. */
function picture({ steps, actors, verdict }: Finding, title: string): TemplateResult {
  const x = (lane: number) => laneX(lane, actors.length, PICTURE.width);
  const y = (row: number) => PICTURE.top + (row + 0.5) * PICTURE.row;
  const last = steps.length - 1;
  const bottom = y(last) + PICTURE.row;
  return html`
    <svg class="small-trace" viewBox=${`0 0 ${PICTURE.width} ${bottom}`} role="img" aria-label=${`The shortest trace, ${many(last, "step")}: ${title}`}>
      ${actors.map(({ id, name, role }) => svg`<g data-owner=${role === "server" ? `s${id % 7}` : "client"}><text x=${x(id)} y="13">${name}</text><line class="lane" x1=${x(id)} x2=${x(id)} y1=${PICTURE.top} y2=${bottom}></line></g>`)}
      ${lines(steps, last, [], { first: 0, last }).map(({ from, to, end, owner }) => svg`<line class="way" data-kind=${end} data-owner=${owner === undefined ? "client" : `s${owner % 7}`} x1=${x(from[0])} y1=${y(from[1])} x2=${x(to[0])} y2=${y(to[1])}></line>`)}
      ${steps.map((step, row) => step.actor === undefined ? nothing : svg`<circle class="point" data-end=${row === last ? verdict.verdict : "no"} cx=${x(step.actor)} cy=${y(row)} r=${row === last ? 5 : 2.5}></circle>`)}
    </svg>`;
}
