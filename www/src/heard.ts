// What the lab's events make of the state. Pure; the one place where events of a check that is no longer ours end.

import type { Command, Event as LabEvent, OpenedView } from "../generated/paxos_lab";
import { asking, estimated, formOf } from "./checking.ts";
import { BOUND_MAX, lastStep, leaving, many, runOf, SPEEDS, then } from "./state.ts";
import type { Config, Notice, State, Update } from "./state.ts";

export function heard(state: State, event: LabEvent, at: number): Update {
  const change = (more: Partial<State>): Update => ({ state: { ...state, ...more }, orders: [] });
  switch (event.type) {
    case "configured":
      return estimated({ ...state, ...(state.opening && leaving(state, "")), opening: false, editing: state.editing === "sent" ? false : state.editing, opened: undefined, shrinking: undefined, config: event.config as Config, limits: event.limits, rules: event.rules, properties: event.properties, actors: event.actors, steps: [], branches: [], actions: new Map(event.runs.entries()), comparison: undefined, shown: undefined });
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
    case "state":
      return asking({ ...state, shown: event, before: state.shown?.step === event.step - 1 ? state.shown : undefined, recovering: false, term: undefined });
    case "simulated": {
      if (state.playing) return change({});
      const steps = many(event.steps, "step");
      const reached = state.until === "decided" ? "a server has decided" : "a property has changed";
      const end = { finished: `no action is left after ${steps}`, reached: `${reached} after ${steps}`, bound: `stopped at the bound of ${steps}, and it could go on` }[event.ended];
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
    case "failed": {
      // A link that can't be read leaves a stage to begin on, and says so.
      if (!state.config) return { state: { ...state, notice: { tone: "trouble", text: event.message } }, orders: [{ type: "command", command: opening("") }] };
      const check = state.check?.view.properties.length === 0 ? undefined : state.check;
      const shrinking = state.shrinking?.view && state.shrinking;
      return change({ check, shrinking, opening: false, editing: state.editing && "open", playing: false, notice: { tone: "trouble", text: event.message } });
    }
  }
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

function exported(state: State, { file, mediaType, text }: { file: string; mediaType: string; text: string }): Update {
  const [asked, ...exporting] = state.exporting;
  const done = { ...state, exporting };
  if (asked?.format === "png") return { state: done, orders: [{ type: "saveImage", file: file.replace(/svg$/, "png"), svg: text }] };
  return { state: done, orders: [asked?.how === "copy" ? { type: "copy", what: "The export", text } : { type: "save", file, mediaType, text }] };
}

/** The lab is gone: ask for another, put the run back on its stage, and say what happened. */
export function crashed(state: State, what: string, byAnother: boolean): Update {
  if (state.recovering && !byAnother) return { state: { ...state, broken: `The lab breaks down again and again; reload the page to begin anew. It said: ${what}` }, orders: [] };
  const run = runOf(state);
  const text = `The lab broke down and was replaced; your run is kept.${state.check?.view.status === "running" ? " The check has to be started again." : ""} It said: ${what}`;
  const command: Command = run ? { type: "load", ...run } : opening(state.embed?.options.link ?? "");
  return {
    state: { ...state, playing: false, menu: undefined, undo: [], redo: [], check: undefined, shrinking: undefined, exporting: [], recovering: true, notice: { tone: "trouble", text } },
    orders: [{ type: "restart" }, { type: "command", command }],
  };
}

/** Asks for what was shared, or for a new run if nothing was. */
export function opening(text: string): Command {
  return text.trim() === "" ? { type: "configure", config: {} } : { type: "open", text };
}
