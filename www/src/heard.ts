// What the lab's events make of the state. Pure; the one place where events of a check that is no longer ours end.

import type { Command, Event as LabEvent, OpenedView } from "../generated/paxos_lab";
import { asking, estimated, formOf } from "./checking.ts";
import { BOUND_MAX, lastStep, leaving, many, runOf, SPEEDS, then } from "./state.ts";
import type { Config, ExportFormat, Notice, State, Update } from "./state.ts";

/** Who waits for less doesn't want to be told. */
const WORKING_SHOWN_AFTER_MS = 1_000;

/** All that was answered to a command, or by a slice of a check or of shrinking. */
export function answered(state: State, events: LabEvent[], to: Command | undefined, at: number): Update {
  const all = events.reduce<Update>((done, event) => then(done, (next) => heard(next, event, to, at)), { state, orders: [] });
  return { ...all, state: ended(all.state, to) };
}

/** What was to be stopped isn't there any more, whatever the lab knows of it. */
function ended(state: State, to: Command | undefined): State {
  const { check, shrinking } = state;
  if (to?.type === "workStop") return { ...state, working: undefined };
  if (to?.type === "shrinkStop" && shrinking?.run === to.run) return { ...state, shrinking: undefined };
  if (to?.type === "checkStop" && check?.run === to.run && check.view.status === "running") return { ...state, check: undefined };
  return state;
}

function heard(state: State, event: LabEvent, to: Command | undefined, at: number): Update {
  const change = (more: Partial<State>): Update => ({ state: { ...state, ...more }, orders: [] });
  switch (event.type) {
    case "configured":
      return estimated({ ...state, ...(to?.type === "open" && state.opening !== undefined && { ...leaving(state, ""), opening: undefined }), editing: to?.type === "configure" && state.editing === "sent" ? false : state.editing, opened: undefined, shrinking: undefined, config: event.config as Config, limits: event.limits, rules: event.rules, properties: event.properties, actors: event.actors, steps: [], branches: [], actions: new Map(event.runs.entries()), comparison: undefined, shown: undefined });
    case "trace":
      return change({ steps: [...state.steps.slice(0, event.keep), ...event.steps] });
    case "branches": {
      // A trace comes before the branches that it is of.
      const actions = new Map(event.branches.map(({ id }) => [id, state.actions.get(id) ?? []]));
      actions.set(event.shown, state.steps.slice(1).map((step) => step.action ?? 0));
      const isNew = event.branches.length > state.branches.length && state.branches.length > 0 && state.branches.every(({ id }) => actions.has(id));
      const grown = isNew && event.shown !== state.branch ? event.branches.find(({ id }) => id === event.shown) : undefined;
      const from = event.branches.find(({ id }) => id === grown?.from);
      const notice: Notice | undefined = grown && from && !state.notice ? { tone: "info", text: `Another choice after step ${grown.partsAfter}: "${grown.name}" begins here, and "${from.name}" stays in the history.` } : state.notice;
      return change({ branches: event.branches, branch: event.shown, actions, comparison: undefined, notice });
    }
    case "opened":
      return opened(state, event);
    case "gallery":
      return change({});
    case "shared":
      return change({ shared: event });
    case "exported":
      return exported(state, event);
    case "estimated":
      return change({ estimate: state.estimate && { ...state.estimate, text: event.text } });
    case "compared":
      return change({ comparison: event });
    case "vocabulary":
      return change({ vocabulary: event });
    case "asked":
      return change({ asked: event });
    case "working": {
      const startedAt = state.working?.startedAt ?? at;
      const isShown = at - startedAt >= WORKING_SHOWN_AFTER_MS;
      return change({ working: { command: to?.type, done: event.done, of: event.of, startedAt, isShown, isStopping: !!state.working?.isStopping } });
    }
    case "workEnded":
      return change({ working: undefined });
    case "state":
      return then(asking({ ...state, shown: event, before: state.shown?.step === event.step - 1 ? state.shown : undefined, recovering: false, term: undefined }), estimated);
    case "simulated": {
      if (state.playing) return change({});
      const steps = many(event.steps, "step");
      const reached = state.until === "decided" ? "a server has decided" : "a property has changed";
      const end = { finished: `no action is left after ${steps}`, reached: `${reached} after ${steps}`, bound: `stopped at the bound of ${steps}, and it could go on`, stopped: `stopped after ${steps}` }[event.ended];
      const back = state.notice?.back;
      const violated = violatedIn(state);
      return change({ notice: { tone: "info", text: `Simulated with seed ${event.seed}: ${end}.`, ...(back && { back }), ...(violated !== undefined && { shrink: violated }) } });
    }
    case "check": {
      const check = state.check;
      // The one place where events of a check that is no longer ours end.
      if (!check || check.run !== event.run) return change({});
      const elapsed = check.paused ? check.elapsed : check.elapsed + (at - check.toldAt);
      const isOver = event.status === "running" && elapsed >= (check.elapsedMax ?? Infinity);
      return {
        state: { ...state, check: { ...check, view: event, elapsed, toldAt: at } },
        orders: isOver ? [{ type: "command", command: { type: "checkStop", run: check.run, why: "time" } }] : [],
      };
    }
    case "shrink": {
      const shrinking = state.shrinking;
      if (shrinking?.run !== event.run) return change({});
      return change(event.isRunning ? { shrinking: { ...shrinking, view: event } } : { shrinking: undefined, notice: { tone: "info", text: event.text } });
    }
    case "failed":
      return failed(state, event.message, to);
  }
}

/** A command wasn't carried out. What waits for its answer goes on without; what waits for another's doesn't. */
function failed(state: State, text: string, to: Command | undefined): Update {
  const notice: Notice = { tone: "trouble", text };
  // No run is on the lab's stage that the page shows: a link that can't be read, or a run that wasn't put back, leaves one to begin on.
  const isBare = (!state.config && to?.type !== "configure") || (state.recovering && (to?.type === "load" || to?.type === "open"));
  const left: State = { ...state, ...givenUp(state, to) };
  if (isBare) return { state: { ...left, notice: { ...notice, ...backTo(state, to) } }, orders: [{ type: "command", command: opening("") }] };
  // Nobody has asked for an estimate.
  return { state: to?.type === "estimate" ? left : { ...left, notice: { ...notice, ...backTo(state, to) } }, orders: [] };
}

/** A run of the person's own that wasn't put back can be asked for again. */
function backTo({ visit }: State, to: Command | undefined): Pick<Notice, "back"> {
  return to?.type === "load" && !visit ? { back: { ...to, config: to.config as Config } } : {};
}

/** What the page was waiting for, by the command that was to bring it. */
function givenUp(state: State, to: Command | undefined): Partial<State> {
  switch (to?.type) {
    // Of what goes on in slices, shrinking alone can fail.
    case undefined:
    case "shrinkAdvance":
    case "shrinkStop":
      return { shrinking: undefined };
    case "shrinkStart":
      return state.shrinking?.run === to.run ? { shrinking: undefined } : {};
    case "checkStart":
      return state.check?.run === to.run ? { check: undefined } : {};
    case "configure":
      return { editing: state.editing && "open", playing: false };
    case "open":
      return { opening: state.opening === to.text ? undefined : state.opening, playing: false };
    case "export":
      return { exporting: state.exporting.filter((one) => one !== exportOf(state, to.format)) };
    case "estimate":
      // Whoever stops one doesn't want it again.
      return state.working?.isStopping ? {} : { estimate: undefined };
    case "load":
    case "openDiscovery":
    case "act":
    case "simulate":
    case "seek":
    case "showBranch":
    case "fork":
    case "deleteBranch":
      return { playing: false };
    case "gallery":
    case "share":
    case "nameBranch":
    case "compareBranch":
    case "checkAdvance":
    case "checkStop":
    case "ask":
    case "vocabulary":
    case "workAdvance":
    case "workStop":
      return {};
  }
}

/** The first of those asked for that comes in this format; a picture in dots comes as one in lines. */
function exportOf({ exporting }: State, format: ExportFormat): State["exporting"][number] | undefined {
  return exporting.find((one) => (one.format === "png" ? "svg" : one.format) === format);
}

/** The place of the first property that is violated in the state shown. */
function violatedIn({ shown }: State): number | undefined {
  const place = shown?.properties.findIndex(({ expectation, holds }) => expectation === "always" && !holds) ?? -1;
  return place < 0 ? undefined : place;
}

/** What was shared has been replayed: whoever sees it is told what is proved, and looks at it as was asked. */
function opened(state: State, event: OpenedView): Update {
  const { proof, message, simulation, check, look } = event;
  const isTrouble = proof === "misfit" || proof === "differs";
  const back = state.notice?.back;
  // An embed says "verified" beneath itself.
  const isTold = isTrouble || !state.embed;
  // What the tag says goes before what its link says.
  const { speed: tagSpeed, theme: tagTheme, autoplay: tagAutoplay } = state.embed?.options ?? {};
  const speed = tagSpeed ?? SPEEDS.find((one) => one === look.speed);
  const theme = tagTheme ?? look.theme;
  const autoplay = look.autoplay && tagAutoplay !== false && !state.calm;
  const next: State = {
    ...state,
    opened: { ...event, link: state.shown?.link ?? "" },
    notice: isTold ? { tone: isTrouble ? "trouble" : "info", text: message, ...(back && { back }) } : undefined,
    ...(simulation && { seed: simulation.seed, bound: Math.min(BOUND_MAX, simulation.steps), until: simulation.until }),
    ...(check && { checkForm: formOf(check), seed: check.options?.seed || state.seed, tab: "check" as const }),
    ...(speed && { speed }),
    ...(theme && { theme }),
    playing: autoplay && !isTrouble && (state.shown?.step ?? 0) < lastStep(state),
    alongRun: autoplay,
  };
  return check ? then(estimated(next), asking) : { state: next, orders: [] };
}

function exported(state: State, { format, file, mediaType, text }: { format: ExportFormat; file: string; mediaType: string; text: string }): Update {
  const asked = exportOf(state, format);
  // It was asked of a lab that broke down since, and the person was told.
  if (!asked) return { state, orders: [] };
  const done = { ...state, exporting: state.exporting.filter((one) => one !== asked) };
  if (asked.format === "png") return { state: done, orders: [{ type: "saveImage", file: file.replace(/svg$/, "png"), svg: text }] };
  return { state: done, orders: [asked.how === "copy" ? { type: "copy", what: "The export", text } : { type: "save", file, mediaType, text }] };
}

/** The lab is gone: ask for another, put the run back on its stage, and say what happened. */
export function crashed(state: State, what: string, byAnother: boolean): Update {
  if (state.recovering && !byAnother) return { state: { ...state, broken: `The lab breaks down again and again; reload the page to begin anew. It said: ${what}` }, orders: [] };
  const text = `The lab broke down and was replaced; your run is kept.${state.check?.view.status === "running" ? " The check has to be started again." : ""} It said: ${what}`;
  const { state: next, orders } = putBack({ ...state, playing: false, check: undefined, exporting: [], notice: { tone: "trouble", text } });
  return { state: next, orders: [{ type: "restart" }, ...orders] };
}

/** The page itself made a mistake: it goes on with what it knew before, and what it lost of the stage is put there anew. */
export function faulted(state: State, what: string, isLost: boolean, to: Command | undefined): Update {
  if (isLost && state.recovering) return { state: { ...state, broken: `This page fails again and again; reload it to begin anew. It said: ${what}` }, orders: [] };
  const notice: Notice = { tone: "trouble", text: `Something went wrong in this page; your run is kept. It said: ${what}` };
  const next: State = { ...state, ...(to && givenUp(state, to)), playing: false, menu: undefined, notice };
  return isLost ? putBack(next) : { state: next, orders: [] };
}

/** Puts the run on the lab's stage that is on the page's. What was asked for and isn't answered is given up. */
function putBack(state: State): Update {
  const run = runOf(state);
  const command: Command = run ? { type: "load", ...run } : opening(state.embed?.options.link ?? "");
  return {
    state: { ...state, menu: undefined, undo: [], redo: [], shrinking: undefined, working: undefined, estimate: undefined, opening: undefined, editing: state.editing && "open", sharing: false, recovering: true },
    orders: [{ type: "command", command }],
  };
}

/** Asks for what was shared, or for a new run if nothing was. */
export function opening(text: string): Command {
  return text.trim() === "" ? { type: "configure", config: {} } : { type: "open", text };
}
