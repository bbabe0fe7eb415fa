// Everything the page knows, what can happen to it, and what is asked of the lab. Changes nothing: that is in `store.ts`.

import type { ActionView, ActorView, AskedView, BranchRun, BranchView, BrokenRule, CheckView, Command, ComparisonView, DefinitionView, Event as LabEvent, Format, Limits, OpenedView, OwnProperty, PaxosModelCfg, RuleView, ShrinkView, StateView, StepView, Until, VocabularyView } from "../generated/paxos_lab";
import type { Controls, Options } from "./attributes.ts";
import { closed } from "./gallery.ts";
import type { Gallery, Job } from "./gallery.ts";
import type { Visit } from "./visit.ts";

/** A configuration with nothing left to defaults; no size of a quorum is more than half of the servers, and no broken rule is none. */
export type Config = Required<Omit<PaxosModelCfg, Unset>> & Pick<PaxosModelCfg, Unset>;
type Unset = "promise_quorum" | "accept_quorum" | "broken";

/** Most steps of one bounded simulation; the lab holds runs of 5,000. */
export const BOUND_MAX = 2_000;
/** Megabytes for states when nothing else is said, some 60,000,000 of them, and the most that fits into a tab's 4 GiB with all else. */
export const MEMORY_USUAL = 2_000;
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
  of: "message" | "actor" | "network";
  id: number;
}

export interface Notice {
  tone: "info" | "trouble";
  text: string;
  /** A run that the person can go back to. */
  back?: Run;
  /** The place of a property that the run on the stage violates, and for which it can be shrunk. */
  shrink?: number;
}

export interface Completing {
  caret: number;
  choice: number;
}

/** What a command does that goes on for a while. */
export interface Working {
  command: Command["type"] | undefined;
  done: number;
  /** 0 if nobody knows. */
  of: number;
  startedAt: number;
  /** It has taken so long that the person wants to know. */
  isShown: boolean;
  /** The person has asked for its end. */
  isStopping: boolean;
}

/** A run that is being made shorter. */
export interface Shrinking {
  run: number;
  property: number;
  view: ShrinkView | undefined;
}

export interface Check {
  run: number;
  config: Config;
  strategy: CheckForm["strategy"];
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
  /** The place of the one property to check; empty for the user's two, "all" for all, "own" for one's own. */
  only: string;
  own: Required<OwnProperty>;
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
  /** The person wants less motion, so nothing plays by itself. */
  calm: boolean;
  opened: Opened | undefined;
  /** What is to be opened; the run that is on the stage until then can be fetched back. */
  opening: string | undefined;
  sharing: boolean;
  shared: Shared | undefined;
  /** The exports that were asked for and haven't come yet, in order. */
  exporting: { format: ExportFormat; how: Take }[];
  config: Config | undefined;
  limits: Limits;
  /** The rules that can be broken. */
  rules: RuleView[];
  /** The properties that can be checked, by their places. */
  properties: DefinitionView[];
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
  /** The messages of what the person points at, by their numbers. */
  pointed: number[];
  tab: Tab;
  seed: number;
  speed: number;
  bound: number;
  until: Until | undefined;
  playing: boolean;
  /** Whether playing ends with the run, and doesn't go on at random. */
  alongRun: boolean;
  /** Whether the form of the settings is open; once it is sent it stays until they are in force. */
  editing: false | "open" | "sent";
  /** The broken rule that is chosen in the settings, which may not be in force yet. */
  considered: BrokenRule | undefined;
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
  /** What a property of one's own can speak of, once it was asked for. */
  vocabulary: VocabularyView | undefined;
  /** What became of the one in the form. */
  asked: AskedView | undefined;
  /** Where somebody writes in it, and which of the words that are offered is chosen. */
  completing: Completing | undefined;
  shrinking: Shrinking | undefined;
  working: Working | undefined;
  nextRun: number;
  gallery: Gallery;
  /** What is on the stage for a while in place of the person's own run. */
  visit: Visit | undefined;
  /** The lab was replaced, or lost sight of, and hasn't yet put the run back on the stage. */
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
  | { type: "start"; seed: number; address: string; link: string; calm: boolean }
  /** A link, or the text of a file. */
  | { type: "open"; text: string }
  | { type: "share"; open: boolean }
  | { type: "copy"; what: string; text: string }
  | { type: "copyLink" }
  | { type: "copied"; what: string }
  | { type: "export"; format: ExportFormat; how: Take }
  /** `to`: the command that the events answer; none for slices of checks and shrinking. */
  | { type: "lab"; events: LabEvent[]; to?: Command | undefined; at: number }
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
  /** Ends what a command does where it stands. */
  | { type: "stopWork" }
  | { type: "seed"; seed: number }
  | { type: "bound"; bound: number }
  | { type: "until"; until: Until | undefined }
  | { type: "speed"; speed: number }
  | { type: "tab"; tab: Tab }
  | { type: "edit"; open: boolean }
  | { type: "considerRule"; rule: BrokenRule | undefined }
  | { type: "menu"; menu: Menu | undefined }
  | { type: "term"; term: string | undefined }
  | { type: "changesOnly"; on: boolean }
  | { type: "point"; messages: number[] }
  | { type: "help"; open: boolean }
  | { type: "tour"; at: number | undefined }
  | { type: "theme"; theme: Theme }
  | { type: "configure"; config: Config }
  | { type: "load"; run: Run }
  | { type: "dismiss" }
  /** Something asked for by a script can't be done. */
  | { type: "complain"; message: string }
  | { type: "checkForm"; form: CheckForm }
  | { type: "completing"; at: Completing | undefined }
  | { type: "check"; at: number }
  | { type: "pauseCheck"; paused: boolean; at: number }
  | { type: "cancelCheck" }
  | { type: "openDiscovery"; property: number }
  /** Makes the run on the stage shorter, for a property that it violates. */
  | { type: "shrink"; property: number }
  | { type: "cancelShrink" }
  | { type: "gallery"; open: boolean }
  | { type: "galleryCheck"; jobs: Job[]; at: number }
  | { type: "galleryCancel" }
  | { type: "galleryLab"; events: LabEvent[]; at: number }
  | { type: "galleryGone" }
  /** Puts an entry, or the right rule beside it, on the stage. */
  | { type: "openEntry"; id: string; right: boolean }
  | { type: "lesson"; id: string }
  | { type: "turn"; page: number }
  | { type: "answer"; at: number }
  | { type: "challenge"; id: string; at: number }
  | { type: "hint" }
  | { type: "leave" }
  /** `byAnother`: the lab of another element broke, and took this one's with it. */
  | { type: "crashed"; message: string; byAnother?: boolean }
  /** The page itself made a mistake. `isLost`: with it went what the lab has said of the stage; `to`: in answer to that. */
  | { type: "faulted"; message: string; isLost: boolean; to?: Command | undefined }
  | { type: "broken"; message: string };

/** What the worker is to be told: a command for the lab, or when to go on with a check. */
export type Order = CommandOrder | { type: "hold"; run: number; held: boolean } | { type: "restart" } | GalleryOrder | OutsideOrder;

/** `whenIdle`: nobody waits for it, so it goes when nothing else is unanswered. */
export interface CommandOrder {
  type: "command";
  command: Command;
  whenIdle?: true;
}

/** What the gallery's own lab is to be told. */
export interface GalleryOrder {
  type: "gallery";
  command: Command;
}

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
  calm: false,
  opened: undefined,
  opening: undefined,
  sharing: false,
  shared: undefined,
  exporting: [],
  config: undefined,
  limits: { clients_max: 6, servers_max: 7, puts_max: 4, retries_max: 3, partitions_max: 2 },
  rules: [],
  properties: [],
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
  pointed: [],
  tab: "next",
  seed: 1,
  speed: 1,
  bound: 200,
  until: undefined,
  playing: false,
  alongRun: false,
  editing: false,
  considered: undefined,
  menu: undefined,
  term: undefined,
  changesOnly: true,
  helping: false,
  tour: undefined,
  theme: "system",
  notice: undefined,
  checkForm: { strategy: "breadthFirst", depthMax: "", statesMax: "", memoryMax: "", secondsMax: "", only: "", own: { expectation: "sometimes", text: "" }, reduce: false },
  check: undefined,
  estimate: undefined,
  vocabulary: undefined,
  asked: undefined,
  completing: undefined,
  shrinking: undefined,
  working: undefined,
  nextRun: 1,
  gallery: closed,
  visit: undefined,
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

/** What can happen next: to messages and actors first, and then to the whole network. */
export function nextActions(state: State): ActionView[] {
  const enabled = (state.shown?.actions ?? []).filter((action) => action.enabled);
  const isCut = ({ kind }: ActionView) => kind === "partition";
  return [...enabled.filter((action) => !isCut(action)), ...enabled.filter(isCut)];
}

/** Whether something can still happen after the step shown. */
export function canGoOn(state: State): boolean {
  return !!state.shown && (state.shown.step < lastStep(state) || nextActions(state).length > 0);
}

/** What to say when another run takes the stage; a run that has gone anywhere can be fetched back. */
export function leaving(state: State, text: string): Partial<State> {
  const back = lastStep(state) > 0 || state.branches.length > 1 ? runOf(state) : undefined;
  return { notice: { tone: "info", text, ...(back && { back }) }, undo: [], redo: [], menu: undefined };
}

export function many(value: number, one: string): string {
  return `${value} ${one}${value === 1 ? "" : "s"}`;
}

/** One update, and then another. */
export function then({ state, orders }: Update, next: (state: State) => Update): Update {
  const after = next(state);
  return { state: after.state, orders: [...orders, ...after.orders] };
}
