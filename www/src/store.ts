// The one function that changes what the page knows. Never touches the DOM, the worker or a clock: what happened comes in as a message,
// and what is to be asked of the lab goes out as commands.

import type { Command } from "../generated/paxos_lab";
import { asking, checkPlan, estimated, startCheck } from "./checking.ts";
import { cancel, checkAll, fetched, findingOf, galleryHeard, gone, jobOf, rightOf, toStage } from "./gallery.ts";
import { answered, crashed, faulted, opening } from "./heard.ts";
import { placeIn } from "./link.ts";
import { BOUND_MAX, canGoOn, lastStep, leaving, linkOf, many, runOf, SEED_MAX, then } from "./state.ts";
import { answer, beginChallenge, beginLesson, hint, leave, turn } from "./visit.ts";
import type { Check, Config, ExportFormat, Message, Notice, Position, State, Theme, Update } from "./state.ts";

/** Things done that can be undone. */
const UNDO_MAX = 500;

export function update(state: State, message: Message): Update {
  const ask = (command: Command, more: Partial<State> = {}): Update => ({
    state: { ...state, ...more },
    orders: [{ type: "command", command }],
  });
  const change = (more: Partial<State>): Update => ({ state: { ...state, ...more }, orders: [] });
  const step = state.shown?.step ?? 0;

  switch (message.type) {
    case "embed": {
      const { options, wrong } = message;
      const before = state.embed?.options;
      return change({
        embed: { options, wrong, poster: state.embed?.poster ?? "drawn" },
        // What was chosen in the element since stays, unless it's this that changed.
        ...(options.theme !== before?.theme && { theme: options.theme ?? "system" }),
        ...(options.speed !== before?.speed && { speed: options.speed ?? 1 }),
      });
    }
    case "poster":
      return change({ embed: state.embed && state.embed.poster !== "gone" ? { ...state.embed, poster: message.own ? "own" : "drawn" } : state.embed });
    case "start":
      if (!state.embed && placeIn(message.link)) return going(update(state, { ...message, link: "" }), message.link);
      return ask(opening(state.embed?.options.link ?? message.link), { seed: message.seed, address: message.address, calm: message.calm, embed: state.embed && { ...state.embed, poster: "gone" } });
    case "open":
      if (!state.embed && placeIn(message.text)) return going({ state, orders: [] }, message.text);
      return ask(opening(message.text), { ...unvisited(state), opening: message.text, playing: false, sharing: false });
    case "share":
      if (!message.open) return change({ sharing: false });
      return sharing({ ...state, sharing: true, shared: undefined, menu: undefined, playing: false });
    case "copy":
      return { state, orders: [{ type: "copy", what: message.what, text: message.text }] };
    case "copyLink":
      return { state, orders: [{ type: "copy", what: "The link to this step", text: `${state.address}#${linkOf(state)}` }] };
    case "copied":
      return change({ notice: { tone: "info", text: `${message.what} is copied.` } });
    case "export":
      return ask({ type: "export", format: message.format === "png" ? "svg" : message.format, theme: pictureTheme(state, message.format) }, { exporting: [...state.exporting, { format: message.format, how: message.how }] });
    case "lab":
      return answered(state, message.events, message.to, message.at);
    case "act":
      if (message.step !== step) return change({});
      return ask({ type: "act", action: message.action }, { ...doing(state), notice: undefined });
    case "deliver":
    case "drop":
    case "duplicate": {
      const concerned = state.shown?.messages.find((m) => m.message === message.message);
      if (!concerned) return change({});
      const { action, why } = concerned[message.type];
      if (action === undefined) return change({ menu: undefined, notice: { tone: "info", text: why } });
      return ask({ type: "act", action }, { ...doing(state), notice: undefined });
    }
    case "undo":
    case "redo": {
      const from = message.type === "undo" ? state.undo : state.redo;
      const to = from.at(-1);
      if (!to) return change({ notice: { tone: "info", text: `There is nothing to ${message.type}.` } });
      const here = { branch: state.branch, step };
      const moved = message.type === "undo" ? { undo: from.slice(0, -1), redo: [...state.redo, here] } : { redo: from.slice(0, -1), undo: [...state.undo, here] };
      return ask({ type: "showBranch", ...to }, { ...moved, playing: false, menu: undefined, notice: undefined });
    }
    case "fork":
      if (step === lastStep(state)) return change({ notice: { tone: "info", text: "The run ends here already: what is chosen next goes on from here." } });
      return ask({ type: "fork" }, doing(state));
    case "showBranch":
      return ask({ type: "showBranch", branch: message.branch, step: message.step }, doing(state));
    case "nameBranch":
      return ask({ type: "nameBranch", branch: message.branch, name: message.name });
    case "deleteBranch": {
      const gone = state.branches.find(({ id }) => id === message.branch);
      const back = runOf(state);
      const elsewhere = ({ branch }: Position) => branch !== message.branch;
      return ask(
        { type: "deleteBranch", branch: message.branch },
        {
          playing: false,
          undo: state.undo.filter(elsewhere),
          redo: state.redo.filter(elsewhere),
          comparison: undefined,
          ...(gone && state.branches.length > 1 && { notice: { tone: "info", text: `Deleted "${gone.name}".`, ...(back && { back }) } }),
        },
      );
    }
    case "compare":
      return ask({ type: "compareBranch", branch: message.branch });
    case "endComparison":
      return change({ comparison: undefined });
    case "seek":
      return seek(state, message.step);
    case "back":
      return seek(state, step - 1);
    case "forward":
      return seek(state, step + 1);
    case "reset":
      return seek(state, 0);
    case "play":
      // As a film does that has come to its end.
      if (message.alongRun && step > 0 && step === lastStep(state)) return ask({ type: "seek", step: 0 }, { playing: true, alongRun: true, notice: undefined });
      if (!canGoOn(state)) return change({ notice: { tone: "info", text: "No action is left: this run has come to its end." } });
      return change({ ...doing(state), playing: true, alongRun: !!message.alongRun && step < lastStep(state), notice: undefined });
    case "pause":
      return change({ playing: false });
    case "tick":
      if (!state.playing) return change({});
      if (state.alongRun && step === lastStep(state)) return change({ playing: false });
      if (!canGoOn(state)) return change({ playing: false, notice: { tone: "info", text: `No action is left after ${many(step, "step")}: this run has come to its end.` } });
      if (step < lastStep(state)) return ask({ type: "seek", step: step + 1 });
      return ask({ type: "simulate", seed: state.seed, steps: 1 });
    case "runOn":
      return ask({ type: "simulate", seed: state.seed, steps: state.bound, until: state.until }, { ...doing(state), notice: undefined });
    case "stopWork":
      return state.working ? ask({ type: "workStop" }, { working: { ...state.working, isStopping: true }, playing: false }) : change({});
    case "seed":
      return change({ seed: clamp(message.seed, 0, SEED_MAX) });
    case "bound":
      return change({ bound: clamp(message.bound, 1, BOUND_MAX) });
    case "until":
      return change({ until: message.until });
    case "speed":
      return change({ speed: message.speed });
    case "tab":
      return then(estimated({ ...state, tab: message.tab, term: undefined, pointed: [] }), asking);
    case "edit":
      return change({ editing: message.open && "open", considered: state.config?.broken });
    case "considerRule":
      return change({ considered: message.rule });
    case "menu":
      return change({ menu: message.menu });
    case "term":
      return change({ term: message.term });
    case "changesOnly":
      return change({ changesOnly: message.on });
    case "point":
      return change({ pointed: message.messages });
    case "help":
      return change({ helping: message.open });
    case "tour":
      return change({ tour: message.at, helping: false });
    case "theme":
      return change({ theme: message.theme });
    case "configure":
      return ask({ type: "configure", config: message.config }, { ...leaving(state, "Started anew with these settings."), visit: undefined, editing: state.editing && "sent", playing: false });
    case "load":
      return ask({ type: "load", ...message.run }, { notice: undefined, playing: false, undo: [], redo: [] });
    case "dismiss":
      return change({ notice: undefined });
    case "checkForm":
      return then(estimated({ ...state, checkForm: message.form }), asking);
    case "completing":
      return change({ completing: message.at });
    case "check":
      return startCheck(state, message.at);
    case "pauseCheck": {
      const check = state.check;
      if (!check || check.view.status !== "running" || check.paused === message.paused) return change({});
      const elapsed = message.paused ? check.elapsed + (message.at - check.toldAt) : check.elapsed;
      return {
        state: { ...state, check: { ...check, paused: message.paused, elapsed, toldAt: message.at } },
        orders: [{ type: "hold", run: check.run, held: message.paused }],
      };
    }
    case "cancelCheck":
      if (!state.check || state.check.view.status !== "running") return change({});
      return ask({ type: "checkStop", run: state.check.run, why: "person" });
    case "shrink": {
      const run = state.nextRun;
      return ask({ type: "shrinkStart", run, property: message.property }, { ...doing(state), notice: undefined, nextRun: run + 1, shrinking: { run, property: message.property, view: undefined } });
    }
    case "cancelShrink":
      return state.shrinking ? ask({ type: "shrinkStop", run: state.shrinking.run }) : change({});
    case "openDiscovery": {
      if (!state.check) return change({});
      const command: Command = { type: "openDiscovery", run: state.check.run, property: message.property };
      const notice: Notice = { tone: "info", text: "The discovery is on the stage, at its start. Step forward to follow it.", ...toShrink(state, state.check, message.property) };
      // With the same settings it is a branch; with others the run goes.
      if (sameConfig(state.check.config, state.config)) return ask(command, { ...doing(state), notice });
      const { notice: left, ...more } = leaving(state, notice.text);
      return ask(command, { ...more, notice: { ...left, ...notice }, playing: false });
    }
    case "gallery":
      return message.open ? fetched({ ...state, playing: false, menu: undefined, tour: undefined }, { open: true }) : change({ gallery: { ...state.gallery, open: false } });
    case "galleryCheck":
      return checkAll(state, message.jobs, message.at);
    case "galleryCancel":
      return cancel(state);
    case "galleryLab": {
      const heard = message.events.reduce<Update>((done, event) => {
        const next = galleryHeard(done.state, event, message.at);
        return { state: next.state, orders: [...done.orders, ...next.orders] };
      }, { state, orders: [] });
      const { wanted, lessons } = heard.state.gallery;
      if (wanted === undefined || lessons.length === 0) return heard;
      const begun = beginLesson({ ...heard.state, gallery: { ...heard.state.gallery, wanted: undefined } }, wanted);
      return { state: begun.state, orders: [...heard.orders, ...begun.orders] };
    }
    case "galleryGone":
      return { state: gone(state), orders: [] };
    case "openEntry": {
      const entry = state.gallery.entries.find(({ id }) => id === message.id);
      const job = entry && (message.right ? rightOf(entry) : jobOf(entry));
      if (!job) return change({});
      const command = toStage(job, findingOf(state.gallery, job));
      const text = command.type === "load" ? "The trace is on the stage, at its start. Step forward to follow it." : "These settings are on the stage.";
      return ask(command, { ...leaving(state, text), visit: undefined, playing: false, gallery: { ...state.gallery, open: false } });
    }
    case "lesson":
      return beginLesson(state, message.id);
    case "turn":
      return turn(state, message.page);
    case "answer":
      return answer(state, message.at);
    case "challenge":
      return beginChallenge(state, message.id, message.at);
    case "hint":
      return { state: hint(state), orders: [] };
    case "leave":
      return leave(state);
    case "crashed":
      return crashed(state, message.message, message.byAnother ?? false);
    case "faulted":
      return faulted(state, message.message, message.isLost, message.to);
    case "complain":
      return change({ notice: { tone: "trouble", text: message.message } });
    case "broken":
      return change({ broken: message.message });
  }
}

/** To a place of the page that an address names. */
function going({ state, orders }: Update, address: string): Update {
  const place = placeIn(address);
  const there = fetched(state, place?.lesson === undefined ? { open: true } : { wanted: place.lesson });
  const known = place?.lesson !== undefined && state.gallery.lessons.length ? beginLesson(state, place.lesson) : there;
  return { state: known.state, orders: [...orders, ...known.orders] };
}

/** Another run takes the stage for good. */
function unvisited(state: State): Partial<State> {
  return { visit: undefined, gallery: { ...state.gallery, open: false } };
}

/** A picture in dots has one pair of colours, and so has one that is to match a page whose colours were chosen. */
function pictureTheme(state: State, format: ExportFormat): Theme {
  return format === "png" && state.theme === "system" ? "light" : state.theme;
}

/** A counterexample that isn't the shortest may be shrunk. */
function toShrink({ properties }: State, { strategy, view }: Check, place: number): Pick<Notice, "shrink"> {
  const found = view.properties[place];
  const shrink = properties.findIndex(({ name }) => name === found?.name);
  return found?.verdict === "violated" && found.expectation === "always" && strategy !== "breadthFirst" && shrink >= 0 ? { shrink } : {};
}

/** Asks for links to the run, and to a simulation and a check as their fields have them. */
function sharing(state: State): Update {
  const plan = checkPlan(state);
  if (typeof plan === "string") return { state: { ...state, sharing: false, notice: { tone: "trouble", text: plan } }, orders: [] };
  return { state, orders: [{ type: "command", command: { type: "share", simulation: { seed: state.seed, steps: state.bound, until: state.until }, check: plan } }] };
}

/** What it means to do something that can be undone: where it was done is kept. */
function doing(state: State): Partial<State> {
  const here = { branch: state.branch, step: state.shown?.step ?? 0 };
  return { undo: [...state.undo, here].slice(-UNDO_MAX), redo: [], playing: false, menu: undefined };
}

function seek(state: State, to: number): Update {
  const step = clamp(to, 0, lastStep(state));
  const isThere = step === state.shown?.step;
  return {
    // Who follows a discovery may still want to go back to the run before it.
    state: { ...state, playing: false, menu: undefined, notice: state.notice?.back && state.notice },
    orders: isThere ? [] : [{ type: "command", command: { type: "seek", step } }],
  };
}

function sameConfig(one: Config, other: Config | undefined): boolean {
  return (Object.keys(one) as (keyof Config)[]).every((key) => one[key] === other?.[key]);
}

function clamp(value: number, min: number, max: number): number {
  return Number.isFinite(value) ? Math.min(max, Math.max(min, Math.trunc(value))) : min;
}
