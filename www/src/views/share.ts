// What can be taken along and brought back: links, tags for documentation, exports, files. Pure; handlers only dispatch.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import { lastStep, linkOf } from "../state.ts";
import type { ExportFormat, Message, State } from "../state.ts";
import { many } from "./words.ts";
import { workingView } from "./working.ts";

type Dispatch = (message: Message) => void;

/** What a run can be saved as, and what for. */
const EXPORTS: [format: ExportFormat, name: string, what: string][] = [
  ["text", "Story", "numbered steps, each with its reason"],
  ["svg", "SVG", "the space-time diagram, as a picture"],
  ["png", "PNG", "the same in dots"],
  ["mermaid", "Mermaid", "a sequence diagram"],
  ["plantuml", "PlantUML", "a sequence diagram"],
  ["rust", "Rust test", "replays the run in a stateright project"],
  ["cli", "Commands", "replay and check on the command line"],
  ["json", "JSON", "a file that opens here"],
  ["itf", "ITF", "Apalache's trace format; opens here too"],
];

/** Opened and closed by whoever holds the element, as only a script can make a dialog modal. `page`: where an embed finds its script. */
export function shareView(state: State, page: string | undefined, openFile: (file: File) => void, dispatch: Dispatch): TemplateResult {
  const close = () => dispatch({ type: "share", open: false });
  return html`
    <dialog class="share" aria-label="Share" @close=${close}>
      ${state.sharing ? html`
        <div class="help-head"><h2>Share</h2><button class="icon" aria-label="Close share" @click=${close}>×</button></div>
        ${links(state, dispatch)}
        ${tags(state, page, dispatch)}
        ${exports(state, dispatch)}
        ${workingView(state, dispatch)}
        ${open(openFile, dispatch)}` : nothing}
    </dialog>`;
}

function links(state: State, dispatch: Dispatch): TemplateResult {
  const { address, shared } = state;
  const steps = lastStep(state);
  const step = state.shown?.step ?? 0;
  const run = steps === 0 ? "These settings" : step === steps ? `This run, ${many(steps, "step")}` : `This run, at step ${step} of ${steps}`;
  return html`
    <h3>Links</h3>
    <p class="hint">A link holds the settings and every step. It replays where it is opened, and says whether it still means what it meant.</p>
    <div class="taken">
      ${row(run, `${address}#${linkOf(state)}`, "The link", dispatch)}
      ${shared ? row(`This simulation: seed ${state.seed}, at most ${many(state.bound, "step")}`, `${address}#${shared.simulation}`, "The link to the simulation", dispatch) : nothing}
      ${shared ? row("This check, with its bounds", `${address}#${shared.check}`, "The link to the check", dispatch) : nothing}
      ${shared ? row("The same check on the command line", shared.command, "The command", dispatch) : nothing}
    </div>`;
}

function tags(state: State, page: string | undefined, dispatch: Dispatch): TemplateResult {
  if (!page) return html`<h3>In documentation</h3><p class="hint">A page on a web server can be embedded elsewhere; this one is a file by itself.</p>`;
  const base = page.replace(/[^/]*$/, "");
  const link = escaped(linkOf(state));
  const tag = `<script src="${escaped(base)}paxos-lab.js" defer></script>\n<paxos-lab src="#${link}"></paxos-lab>`;
  const frame = `<iframe src="${escaped(base)}embed.html#${link}" title="A run of Paxos" width="100%" height="640" loading="lazy" style="border: 0"></iframe>`;
  return html`
    <h3>In documentation</h3>
    <div class="taken">
      ${row("One tag, where scripts are allowed", tag, "The embed code", dispatch)}
      ${row("A plain iframe", frame, "The iframe", dispatch)}
    </div>`;
}

/** Safe between the quotes of an attribute. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

function row(what: string, text: string, copied: string, dispatch: Dispatch): TemplateResult {
  const selected = (event: Event) => (event.target as HTMLTextAreaElement).select();
  return html`
    <label class="text"><span>${what}</span>
      <textarea readonly rows=${text.includes("\n") ? 2 : 1} spellcheck="false" .value=${text} @focus=${selected}></textarea>
    </label>
    <button aria-label=${`Copy: ${what}`} @click=${() => dispatch({ type: "copy", what: copied, text })}>Copy</button>`;
}

function exports(state: State, dispatch: Dispatch): TemplateResult {
  return html`
    <h3>Export this run</h3>
    <ul class="exports">${EXPORTS.map(([format, name, what]) => html`
      <li>
        <span class="export-name"><b>${name}</b> <span>${what}</span></span>
        ${format === "png" ? nothing : html`<button aria-label=${`Copy as ${name}`} ?disabled=${!state.shown} @click=${() => dispatch({ type: "export", format, how: "copy" })}>Copy</button>`}
        <button aria-label=${`Save as ${name}`} ?disabled=${!state.shown} @click=${() => dispatch({ type: "export", format, how: "save" })}>Save</button>
      </li>`)}
    </ul>`;
}

function open(openFile: (file: File) => void, dispatch: Dispatch): TemplateResult {
  const chosen = (event: Event) => {
    const field = event.target as HTMLInputElement;
    const file = field.files?.[0];
    field.value = "";
    if (file) openFile(file);
  };
  return html`
    <h3>Open</h3>
    <form class="open" @submit=${(event: Event) => {
      event.preventDefault();
      dispatch({ type: "open", text: String(new FormData(event.target as HTMLFormElement).get("link") ?? "") });
    }}>
      <input name="link" aria-label="A link to open" placeholder="A link" required autocomplete="off" spellcheck="false">
      <button type="submit">Open</button>
      <label class="file"><input type="file" accept=".json,application/json,text/plain" aria-label="A file to open" @change=${chosen}><span>Choose a file</span></label>
      <p class="hint">Or drop a file of a run, JSON or ITF, anywhere on the page.</p>
    </form>`;
}
