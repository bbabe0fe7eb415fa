// Everything the page knows, and the one function that changes it. Never touches the DOM, the worker or a clock: what happened
// comes in as a message, and what is to be asked of the lab goes out as commands.

import type { ActorView, BranchRun, BranchView, CheckOptions, CheckPlan, CheckView, Command, ComparisonView, Event as LabEvent, Limits, PaxosModelCfg, StateView, StepView, Until, Format, OpenedView } from "../generated/paxos_lab";
import type { Controls, Options } from "./attributes.ts";

/** A configuration with nothing left to defaults. */
export type Config = Required<PaxosModelCfg>;

/** Most steps of one bounded simulation; the lab holds runs of 5,000. */
export const BOUND_MAX = 2_000;
/** Megabytes for states when nothing else is said, some 60,000,000 of them, and the most that fits into a tab's 4 GiB with all else. */
export const MEMORY_USUAL = 2_000;
const MEMORY_MAX = 3_500;
/** What the lab can be asked for. */
const BOUND_ON_CHECK_MAX = 0xffff_ffff;
/** A day. */
const SECONDS_MAX = 86_400;
/** Things done that can be undone. */
const UNDO_MAX = 500;
export const SEED_MAX = 0xffff_ffff;
export const SPEEDS = [0.5, 1, 2, 4, 8] as const;

export type Tab = "next" | "why" | "check" | "history";
export type Theme = "system" | "light" | "dark";

/** A run with its branches, as it can be replayed. */
export interface Run {
  config: Config;
  branches: BranchRun[];
  /** The place of the branch shown. */
  shown: number;
  step: number;
}

/** Where somebody was. */
export interface Position {
  branch: number;
  step: number;
}

/** Whose menu is open. */
export interface Menu {
  of: "message" | "actor";
  id: number;
}

export interface Notice {
  tone: "info" | "trouble";
  text: string;
  /** A run that the person can go back to. */
  back?: Run;
}

export interface Check {
  run: number;
  config: Config;
  view: CheckView;
  paused: boolean;
  startedAt: number;
  /** Milliseconds spent so far, pauses left out. */
  elapsed: number;
  /** Milliseconds after which it is stopped. */
  elapsedMax: number | undefined;
  toldAt: number;
}

export interface CheckForm {
  strategy: "breadthFirst" | "depthFirst" | "randomWalks";
  depthMax: string;
  statesMax: string;
  memoryMax: string;
  secondsMax: string;
  /** The place of the one property to check; empty for all. */
  only: string;
  reduce: boolean;
}

/** What was opened, and what is proved of it. */
export interface Opened extends OpenedView {
  /** The link to what was put on the stage; once another is shown, the person has gone on. */
  link: string;
}

/** Links to what can be shared. */
export interface Shared {
  run: string;
  simulation: string;
  check: string;
  /** The same check on the command line. */
  command: string;
}

/** A text that the person takes along. */
export type ExportFormat = Format | "png";
export type Take = "copy" | "save";

/** The element in somebody else's page. */
export interface Embed {
  options: Options;
  /** What is wrong with its attributes, in sentences. */
  wrong: string[];
  /** The poster stands in for the run until somebody wants it, and is the author's own if they gave one. */
  poster: "drawn" | "own" | "gone";
}

export interface State {
  /** Undefined on the element's own page. */
  embed: Embed | undefined;
  /** Where links open. */
  address: string;
  opened: Opened | undefined;
  /** Something is to be opened, and the run that is on the stage until then can be fetched back. */
  opening: boolean;
  sharing: boolean;
  shared: Shared | undefined;
  /** The export that was asked for. */
  exporting: { format: ExportFormat; how: Take } | undefined;
  config: Config | undefined;
  limits: Limits;
  actors: ActorView[];
  /** The branch shown. */
  steps: StepView[];
  branches: BranchView[];
  /** Its number. */
  branch: number;
  /** The actions of every branch, by its number. */
  actions: ReadonlyMap<number, number[]>;
  comparison: ComparisonView | undefined;
  /** Where the person was before each thing done, and before each thing undone. */
  undo: Position[];
  redo: Position[];
  shown: StateView | undefined;
  /** The state before it, if the step between them was just taken. */
  before: StateView | undefined;
  tab: Tab;
  seed: number;
  speed: number;
  bound: number;
  until: Until | undefined;
  playing: boolean;
  /** Whether playing ends with the run, and doesn't go on at random. */
  alongRun: boolean;
  editing: boolean;
  menu: Menu | undefined;
  /** The term whose definition is open. */
  term: string | undefined;
  /** Whether the parts of the state that haven't changed are left out. */
  changesOnly: boolean;
  helping: boolean;
  /** The part of the tour that is shown, from 0. */
  tour: number | undefined;
  theme: Theme;
  notice: Notice | undefined;
  checkForm: CheckForm;
  check: Check | undefined;
  /** How many states a check may have to go through, if they are many, and of which settings that was said. */
  estimate: { of: string; text: string | undefined } | undefined;
  nextRun: number;
  /** The lab was replaced, and hasn't yet put the run back on the stage. */
  recovering: boolean;
  /** Why the page can't work at all. */
  broken: string | undefined;
}

export type Message =
  /** The attributes were read. */
  | { type: "embed"; options: Options; wrong: string[] }
  /** Whether the author gave a poster was found out. */
  | { type: "poster"; own: boolean }
  /** `link`: what the window's own address asks for. */
  | { type: "start"; seed: number; address: string; link: string }
  /** A link, or the text of a file. */
  | { type: "open"; text: string }
  | { type: "share"; open: boolean }
  | { type: "copy"; what: string; text: string }
  | { type: "copyLink" }
  | { type: "copied"; what: string }
  | { type: "export"; format: ExportFormat; how: Take }
  | { type: "lab"; events: LabEvent[]; at: number }
  /** `step`: where the person saw it; elsewhere the index means something else. */
  | { type: "act"; action: number; step: number }
  | { type: "deliver"; message: number }
  | { type: "drop"; message: number }
  | { type: "duplicate"; message: number }
  | { type: "undo" }
  | { type: "redo" }
  | { type: "fork" }
  | { type: "showBranch"; branch: number; step: number }
  | { type: "nameBranch"; branch: number; name: string }
  | { type: "deleteBranch"; branch: number }
  | { type: "compare"; branch: number }
  | { type: "endComparison" }
  | { type: "seek"; step: number }
  | { type: "back" }
  | { type: "forward" }
  | { type: "reset" }
  /** `alongRun`: to the end of the run, if it isn't there, and no further. */
  | { type: "play"; alongRun?: boolean }
  | { type: "pause" }
  | { type: "tick" }
  | { type: "runOn" }
  | { type: "seed"; seed: number }
  | { type: "bound"; bound: number }
  | { type: "until"; until: Until | undefined }
  | { type: "speed"; speed: number }
  | { type: "tab"; tab: Tab }
  | { type: "edit"; open: boolean }
  | { type: "menu"; menu: Menu | undefined }
  | { type: "term"; term: string | undefined }
  | { type: "changesOnly"; on: boolean }
  | { type: "help"; open: boolean }
  | { type: "tour"; at: number | undefined }
  | { type: "theme"; theme: Theme }
  | { type: "configure"; config: Config }
  | { type: "load"; run: Run }
  | { type: "dismiss" }
  /** Something asked for by a script can't be done. */
  | { type: "complain"; message: string }
  | { type: "checkForm"; form: CheckForm }
  | { type: "check"; at: number }
  | { type: "pauseCheck"; paused: boolean; at: number }
  | { type: "cancelCheck" }
  | { type: "openDiscovery"; property: number }
  /** `byAnother`: the lab of another element broke, and took this one's with it. */
  | { type: "crashed"; message: string; byAnother?: boolean }
  | { type: "broken"; message: string };

/** What the worker is to be told: a command for the lab, or when to go on with a check. */
export type Order = { type: "command"; command: Command } | { type: "hold"; run: number; held: boolean } | { type: "restart" } | OutsideOrder;

/** What is to be done outside the page. */
export type OutsideOrder =
  | { type: "copy"; what: string; text: string }
  | { type: "save"; file: string; mediaType: string; text: string }
  /** A picture, in dots. */
  | { type: "saveImage"; file: string; svg: string };

export interface Update {
  state: State;
  orders: Order[];
}

export const initial: State = {
  embed: undefined,
  address: "",
  opened: undefined,
  opening: false,
  sharing: false,
  shared: undefined,
  exporting: undefined,
  config: undefined,
  limits: { clients_max: 6, servers_max: 7, puts_max: 4 },
  actors: [],
  steps: [],
  branches: [],
  branch: 0,
  actions: new Map(),
  comparison: undefined,
  undo: [],
  redo: [],
  shown: undefined,
  before: undefined,
  tab: "next",
  seed: 1,
  speed: 1,
  bound: 200,
  until: undefined,
  playing: false,
  alongRun: false,
  editing: false,
  menu: undefined,
  term: undefined,
  changesOnly: true,
  helping: false,
  tour: undefined,
  theme: "system",
  notice: undefined,
  checkForm: { strategy: "breadthFirst", depthMax: "", statesMax: "", memoryMax: "", secondsMax: "", only: "", reduce: false },
  check: undefined,
  estimate: undefined,
  nextRun: 1,
  recovering: false,
  broken: undefined,
};

/** The run on the stage with all its branches, to be replayed elsewhere. */
export function runOf(state: State): Run | undefined {
  if (!state.config || !state.shown) return undefined;
  const branches = state.branches.map(({ id, name }) => ({ name, actions: state.actions.get(id) ?? [] }));
  const shown = state.branches.findIndex(({ id }) => id === state.branch);
  return { config: state.config, branches, shown: Math.max(0, shown), step: state.shown.step };
}

/** How much is shown. */
export function controlsOf(state: State): Controls {
  return state.embed?.options.controls ?? "full";
}

/** The link to what is shown, or to what will be. */
export function linkOf(state: State): string {
  return state.shown?.link ?? state.embed?.options.link ?? "";
}

export function stepShown(state: State): StepView | undefined {
  return state.shown && state.steps[state.shown.step];
}

export function lastStep(state: State): number {
  return Math.max(0, state.steps.length - 1);
}

/** Whether something can still happen after the step shown. */
export function canGoOn(state: State): boolean {
  return !!state.shown && (state.shown.step < lastStep(state) || state.shown.actions.some((action) => action.enabled));
}

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
      return ask(opening(state.embed?.options.link ?? message.link), { seed: message.seed, address: message.address, embed: state.embed && { ...state.embed, poster: "gone" } });
    case "open":
      return ask(opening(message.text), { opening: true, playing: false, sharing: false });
    case "share":
      if (!message.open) return change({ sharing: false });
      return sharing({ ...state, sharing: true, menu: undefined, playing: false });
    case "copy":
      return { state, orders: [{ type: "copy", what: message.what, text: message.text }] };
    case "copyLink":
      return { state, orders: [{ type: "copy", what: "The link to this step", text: `${state.address}#${linkOf(state)}` }] };
    case "copied":
      return change({ notice: { tone: "info", text: `${message.what} is copied.` } });
    case "export":
      return ask({ type: "export", format: message.format === "png" ? "svg" : message.format, theme: pictureTheme(state, message.format) }, { exporting: { format: message.format, how: message.how } });
    case "lab":
      return message.events.reduce<Update>((done, event) => {
        const next = heard(done.state, event, message.at);
        return { state: next.state, orders: [...done.orders, ...next.orders] };
      }, { state, orders: [] });
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
    case "seed":
      return change({ seed: clamp(message.seed, 0, SEED_MAX) });
    case "bound":
      return change({ bound: clamp(message.bound, 1, BOUND_MAX) });
    case "until":
      return change({ until: message.until });
    case "speed":
      return change({ speed: message.speed });
    case "tab":
      return estimated({ ...state, tab: message.tab, term: undefined });
    case "edit":
      return change({ editing: message.open });
    case "menu":
      return change({ menu: message.menu });
    case "term":
      return change({ term: message.term });
    case "changesOnly":
      return change({ changesOnly: message.on });
    case "help":
      return change({ helping: message.open });
    case "tour":
      return change({ tour: message.at, helping: false });
    case "theme":
      return change({ theme: message.theme });
    case "configure":
      return ask({ type: "configure", config: message.config }, { ...leaving(state, "Started anew with these settings."), editing: false, playing: false });
    case "load":
      return ask({ type: "load", ...message.run }, { notice: undefined, playing: false, undo: [], redo: [] });
    case "dismiss":
      return change({ notice: undefined });
    case "checkForm":
      return estimated({ ...state, checkForm: message.form });
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
    case "openDiscovery": {
      if (!state.check) return change({});
      const command: Command = { type: "openDiscovery", run: state.check.run, property: message.property };
      const text = "The discovery is on the stage, at its start. Step forward to follow it.";
      // With the same settings it is a branch; with others the run goes.
      if (sameConfig(state.check.config, state.config)) return ask(command, { ...doing(state), notice: { tone: "info", text } });
      return ask(command, { ...leaving(state, text), playing: false });
    }
    case "crashed":
      return crashed(state, message.message, message.byAnother ?? false);
    case "complain":
      return change({ notice: { tone: "trouble", text: message.message } });
    case "broken":
      return change({ broken: message.message });
  }
}

/** Asks for what was shared, or for a new run if nothing was. */
function opening(text: string): Command {
  return text.trim() === "" ? { type: "configure", config: {} } : { type: "open", text };
}

/** A picture in dots has one pair of colours, and so has one that is to match a page whose colours were chosen. */
function pictureTheme(state: State, format: ExportFormat): Theme {
  return format === "png" && state.theme === "system" ? "light" : state.theme;
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

function sameConfig(one: Config, other: Config | undefined): boolean {
  return (Object.keys(one) as (keyof Config)[]).every((key) => one[key] === other?.[key]);
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

/** What to say when another run takes the stage; a run that has gone anywhere can be fetched back. */
function leaving(state: State, text: string): Partial<State> {
  const back = lastStep(state) > 0 || state.branches.length > 1 ? runOf(state) : undefined;
  return { notice: { tone: "info", text, ...(back && { back }) }, undo: [], redo: [], menu: undefined };
}

function startCheck(state: State, at: number): Update {
  const plan = checkPlan(state);
  if (typeof plan === "string") return { state: { ...state, notice: { tone: "trouble", text: plan } }, orders: [] };
  const { options: { memoryMax = MEMORY_USUAL, ...rest } = {}, secondsMax } = plan;
  const config = state.config;
  if (!config) return { state, orders: [] };
  const run = state.nextRun;
  const view: CheckView = { run, status: "running", summary: "", generated: 0, unique: 0, depth: 0, frontier: 0, widths: [], bytes: 0, certificate: undefined, properties: [] };
  return {
    state: { ...state, notice: undefined, nextRun: run + 1, check: { run, config, view, paused: false, startedAt: at, elapsed: 0, elapsedMax: secondsMax && secondsMax * 1_000, toldAt: at } },
    orders: [{ type: "command", command: { type: "checkStart", run, options: { ...rest, memoryMax } } }],
  };
}

/** The check that the form asks for; a sentence if a field is wrong. */
function checkPlan({ checkForm: form, seed }: State): CheckPlan | string {
  const bounds = [
    bound("bound on depth", form.depthMax, BOUND_ON_CHECK_MAX),
    bound("bound on states", form.statesMax, BOUND_ON_CHECK_MAX),
    bound("bound on memory in megabytes", form.memoryMax, MEMORY_MAX),
    bound("bound on time in seconds", form.secondsMax, SECONDS_MAX),
  ];
  const wrong = bounds.find((b) => typeof b === "string");
  if (typeof wrong === "string") return wrong;
  const [depthMax, statesMax, memoryMax, secondsMax] = bounds as (number | undefined)[];
  const options: CheckOptions = { strategy: form.strategy, seed, depthMax, statesMax, memoryMax, only: form.only === "" ? undefined : Number(form.only), reduce: form.reduce && form.strategy !== "randomWalks", exhaustive: false };
  return { options, secondsMax };
}

/** The form that asks for this check. */
function formOf({ options, secondsMax }: CheckPlan): CheckForm {
  const text = (value: number | undefined) => (value === undefined ? "" : String(value));
  const { strategy = "breadthFirst", depthMax, statesMax, memoryMax, only, reduce = false } = options ?? {};
  return { strategy, depthMax: text(depthMax), statesMax: text(statesMax), memoryMax: text(memoryMax), secondsMax: text(secondsMax), only: text(only), reduce };
}

/** Whoever is about to check these settings is told how many states there may be; asked for once. */
function estimated(state: State): Update {
  const { reduce } = state.checkForm;
  const of = JSON.stringify([state.config, reduce]);
  if (state.tab !== "check" || !state.config || state.estimate?.of === of) return { state, orders: [] };
  return { state: { ...state, estimate: { of, text: undefined } }, orders: [{ type: "command", command: { type: "estimate", options: { reduce } } }] };
}

/** A bound from its field: empty is none; a sentence if it's no bound. */
function bound(what: string, text: string, max: number): number | undefined | string {
  if (text.trim() === "") return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  return `The ${what} is "${text.slice(0, 20)}", and must be a whole number from 1 to ${max.toLocaleString("en-US")}, or empty.`;
}

function heard(state: State, event: LabEvent, at: number): Update {
  const change = (more: Partial<State>): Update => ({ state: { ...state, ...more }, orders: [] });
  switch (event.type) {
    case "configured":
      return estimated({ ...state, ...(state.opening && leaving(state, "")), opening: false, opened: undefined, config: event.config as Config, limits: event.limits, actors: event.actors, steps: [], branches: [], actions: new Map(event.runs.entries()), comparison: undefined, shown: undefined });
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
    case "shared":
      return change({ shared: event });
    case "exported":
      return exported(state, event);
    case "estimated":
      return change({ estimate: state.estimate && { ...state.estimate, text: event.text } });
    case "compared":
      return change({ comparison: event });
    case "state":
      return change({ shown: event, before: state.shown?.step === event.step - 1 ? state.shown : undefined, recovering: false, term: undefined });
    case "simulated": {
      if (state.playing) return change({});
      const steps = many(event.steps, "step");
      const reached = state.until === "decided" ? "a server has decided" : "a property has changed";
      const end = { finished: `no action is left after ${steps}`, reached: `${reached} after ${steps}`, bound: `stopped at the bound of ${steps}, and it could go on` }[event.ended];
      const back = state.notice?.back;
      return change({ notice: { tone: "info", text: `Simulated with seed ${event.seed}: ${end}.`, ...(back && { back }) } });
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
    case "failed": {
      // A link that can't be read leaves a stage to begin on, and says so.
      if (!state.config) return { state: { ...state, notice: { tone: "trouble", text: event.message } }, orders: [{ type: "command", command: opening("") }] };
      const check = state.check?.view.properties.length === 0 ? undefined : state.check;
      return change({ check, opening: false, playing: false, notice: { tone: "trouble", text: event.message } });
    }
  }
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
  const autoplay = look.autoplay && tagAutoplay !== false;
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
  return check ? estimated(next) : { state: next, orders: [] };
}

function exported(state: State, { file, mediaType, text }: { file: string; mediaType: string; text: string }): Update {
  const { format, how } = state.exporting ?? {};
  const done = { ...state, exporting: undefined };
  if (format === "png") return { state: done, orders: [{ type: "saveImage", file: file.replace(/svg$/, "png"), svg: text }] };
  return { state: done, orders: [how === "copy" ? { type: "copy", what: "The export", text } : { type: "save", file, mediaType, text }] };
}

/** The lab is gone: ask for another, put the run back on its stage, and say what happened. */
function crashed(state: State, what: string, byAnother: boolean): Update {
  if (state.recovering && !byAnother) return { state: { ...state, broken: `The lab breaks down again and again; reload the page to begin anew. It said: ${what}` }, orders: [] };
  const run = runOf(state);
  const text = `The lab broke down and was replaced; your run is kept.${state.check?.view.status === "running" ? " The check has to be started again." : ""} It said: ${what}`;
  const command: Command = run ? { type: "load", ...run } : opening(state.embed?.options.link ?? "");
  return {
    state: { ...state, playing: false, menu: undefined, undo: [], redo: [], check: undefined, recovering: true, notice: { tone: "trouble", text } },
    orders: [{ type: "restart" }, { type: "command", command }],
  };
}

function many(value: number, one: string): string {
  return `${value} ${one}${value === 1 ? "" : "s"}`;
}

function clamp(value: number, min: number, max: number): number {
  return Number.isFinite(value) ? Math.min(max, Math.max(min, Math.trunc(value))) : min;
}
