// The gallery: what is in it, and what its checks have found in this tab, one after another, in a lab of their own. Pure.

import type { ActorView, CheckView, Command, EntryView, Event as LabEvent, LessonView, PaxosModelCfg, StepView, VerdictView } from "../generated/paxos_lab";
import type { Config, Order, State, Update } from "./state.ts";

/** Megabytes for the states of one check. */
const MEMORY_MAX = 2_000;

/** A property to be checked in a configuration. */
export interface Job {
  config: PaxosModelCfg;
  property: number;
}

/** What a check has found. */
export interface Finding {
  verdict: VerdictView;
  unique: number;
  /** Milliseconds. */
  elapsed: number;
  actors: ActorView[];
  /** The shortest run to the discovery; none if there is none. */
  steps: StepView[];
}

interface Running {
  job: Job;
  run: number;
  startedAt: number;
  view: CheckView | undefined;
  /** Its settings are in force, and the search was asked for. */
  begun: boolean;
  /** The search is over, and its discovery is being fetched; how long it took. */
  fetching: number | undefined;
}

export interface Gallery {
  open: boolean;
  entries: EntryView[];
  lessons: LessonView[];
  findings: Readonly<Record<string, Finding>>;
  waiting: Job[];
  running: Running | undefined;
  nextRun: number;
  /** How many were asked for, since nothing was running. */
  asked: number;
  /** What is on its lab's stage. */
  actors: ActorView[];
  steps: StepView[];
  /** A lesson to begin when the gallery is known. */
  wanted: string | undefined;
}

export const closed: Gallery = { open: false, entries: [], lessons: [], findings: {}, waiting: [], running: undefined, nextRun: 1, asked: 0, actors: [], steps: [], wanted: undefined };

/** The same model and property have one finding, wherever they are shown. */
export function keyOf({ config, property }: Job): string {
  return JSON.stringify([Object.entries(config).filter(([, value]) => value !== undefined).sort(), property]);
}

export function findingOf(gallery: Gallery, job: Job): Finding | undefined {
  return gallery.findings[keyOf(job)];
}

export function jobOf({ config, property }: EntryView): Job {
  return { config, property };
}

export function rightOf({ right, property }: EntryView): Job | undefined {
  return right && { config: right.config, property };
}

/** Whether it is being checked, or will be. */
export function isAsked({ running, waiting }: Gallery, job: Job): boolean {
  const key = keyOf(job);
  return [...(running ? [running.job] : []), ...waiting].some((one) => keyOf(one) === key);
}

/** Whether it has an answer that a further check wouldn't change. */
export function isAnswered(gallery: Gallery, job: Job): boolean {
  const verdict = findingOf(gallery, job)?.verdict.verdict;
  return verdict !== undefined && verdict !== "stopped" && verdict !== "pending";
}

/** What is in the gallery is asked for once. */
export function fetched(state: State, more: Partial<Gallery>): Update {
  const next = { ...state, gallery: { ...state.gallery, ...more } };
  return { state: next, orders: state.gallery.entries.length ? [] : [order({ type: "gallery" })] };
}

/** Those that have no answer yet are checked, one after another. */
export function checkAll(state: State, jobs: Job[], at: number): Update {
  const { gallery } = state;
  const keys = new Set<string>();
  const more = jobs.filter((job) => {
    const key = keyOf(job);
    const isNew = !keys.has(key) && !isAnswered(gallery, job) && !isAsked(gallery, job);
    keys.add(key);
    return isNew;
  });
  const asked = (gallery.running ? gallery.asked : 0) + more.length;
  const next = { ...gallery, waiting: [...gallery.waiting, ...more], asked };
  return gallery.running ? { state: { ...state, gallery: next }, orders: [] } : begin({ ...state, gallery: next }, at);
}

export function cancel(state: State): Update {
  const { running } = state.gallery;
  const next = { ...state, gallery: { ...state.gallery, waiting: [], running: running?.begun ? running : undefined } };
  return { state: next, orders: running?.begun && running.fetching === undefined ? [order({ type: "checkStop", run: running.run, why: "person" })] : [] };
}

/** The gallery's lab is gone; what it has found stays. What was asked of it can be asked for again. */
export function gone(state: State): State {
  const { entries, open, running, wanted } = state.gallery;
  const isEmpty = entries.length === 0 && (open || wanted !== undefined);
  const what = isEmpty ? "The gallery could not be read; open it again." : running ? "The gallery's lab broke down; its checks have to be started again." : undefined;
  return { ...state, ...(what && { notice: { tone: "trouble", text: what } }), gallery: { ...state.gallery, waiting: [], running: undefined, wanted: undefined, open: open && !isEmpty } };
}

/** An answer of the gallery's own lab. */
export function galleryHeard(state: State, event: LabEvent, at: number): Update {
  const { gallery } = state;
  const change = (more: Partial<Gallery>): Update => ({ state: { ...state, gallery: { ...gallery, ...more } }, orders: [] });
  const { running } = gallery;
  switch (event.type) {
    case "gallery":
      return change({ entries: event.entries, lessons: event.lessons });
    case "configured":
      return change({ actors: event.actors, steps: [] });
    case "trace":
      return change({ steps: [...gallery.steps.slice(0, event.keep), ...event.steps] });
    case "check": {
      if (!running || running.run !== event.run) return change({});
      const now = { ...running, view: event };
      if (event.status === "running") return change({ running: now });
      const elapsed = at - running.startedAt;
      if (event.properties[0]?.steps === undefined) return found(state, now, elapsed, [], at);
      return { state: { ...state, gallery: { ...gallery, running: { ...now, fetching: elapsed } } }, orders: [order({ type: "openDiscovery", run: running.run, property: 0 })] };
    }
    case "state":
      if (running && !running.begun) {
        const options = { only: running.job.property, memoryMax: MEMORY_MAX };
        return { ...change({ running: { ...running, begun: true } }), orders: [order({ type: "checkStart", run: running.run, options })] };
      }
      return running?.fetching === undefined ? change({}) : found(state, running, running.fetching, gallery.steps, at);
    case "failed":
      return begin({ ...state, notice: { tone: "trouble", text: event.message } }, at);
    default:
      return change({});
  }
}

function found(state: State, { job, view }: Running, elapsed: number, steps: StepView[], at: number): Update {
  const { gallery } = state;
  const verdict = view?.properties[0];
  if (!view || !verdict) return begin(state, at);
  const finding: Finding = { verdict, unique: view.unique, elapsed, actors: gallery.actors, steps };
  return begin({ ...state, gallery: { ...gallery, findings: { ...gallery.findings, [keyOf(job)]: finding } } }, at);
}

/** The next one that waits. */
function begin(state: State, at: number): Update {
  const { gallery } = state;
  const [job, ...waiting] = gallery.waiting;
  if (!job) return { state: { ...state, gallery: { ...gallery, running: undefined } }, orders: [] };
  const run = gallery.nextRun;
  return {
    state: { ...state, gallery: { ...gallery, waiting, nextRun: run + 1, running: { job, run, startedAt: at, view: undefined, begun: false, fetching: undefined } } },
    orders: [order({ type: "configure", config: job.config })],
  };
}

/** What puts a finding, or settings without one, on the page's stage. */
export function toStage(job: Job, finding: Finding | undefined): Command {
  const actions = finding?.steps.slice(1).map((step) => step.action ?? 0) ?? [];
  const name = finding?.verdict.verdict === "found" ? "Shortest example" : "Shortest counterexample";
  return actions.length ? { type: "load", config: job.config as Config, branches: [{ name, actions }], shown: 0, step: 0 } : { type: "configure", config: job.config as Config };
}

function order(command: Command): Order {
  return { type: "gallery", command };
}
