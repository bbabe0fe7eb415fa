// Lessons and challenges: what is on the stage for a while in place of the person's own run, which is kept and given back. Pure.

import type { EntryView, LessonView, PageView } from "../generated/paxos_lab";
import { checkAll, findingOf, jobOf } from "./gallery.ts";
import { runOf } from "./state.ts";
import type { Config, Order, Run, State, Update } from "./state.ts";

export interface Lesson {
  type: "lesson";
  id: string;
  page: number;
  /** Whether the answer to the page's question is shown. */
  answered: boolean;
  own: Run | undefined;
}

export interface Challenge {
  type: "challenge";
  id: string;
  hint: string | undefined;
  own: Run | undefined;
}

export type Visit = Lesson | Challenge;

export function lessonOf({ visit, gallery }: State): { lesson: LessonView; page: PageView } | undefined {
  const lesson = visit?.type === "lesson" ? gallery.lessons.find(({ id }) => id === visit.id) : undefined;
  const page = visit?.type === "lesson" ? lesson?.pages[visit.page] : undefined;
  return lesson && page && { lesson, page };
}

export function challengeOf({ visit, gallery }: State): EntryView | undefined {
  return visit?.type === "challenge" ? gallery.entries.find(({ id }) => id === visit.id) : undefined;
}

export function beginLesson(state: State, id: string): Update {
  const { lessons } = state.gallery;
  if (!lessons.some((lesson) => lesson.id === id)) {
    const names = lessons.map((lesson) => lesson.id).join(", ");
    return { state: { ...state, notice: { tone: "trouble", text: `There is no lesson "${id.slice(0, 24)}"; choose one of ${names}.` } }, orders: [] };
  }
  return turn(entering(state, { type: "lesson", id, page: 0, answered: false, own: own(state) }), 0);
}

/** Shows a page, from where the page before has ended. */
export function turn(state: State, to: number): Update {
  const { visit } = state;
  if (visit?.type !== "lesson") return { state, orders: [] };
  const next: State = { ...state, visit: { ...visit, page: to, answered: false } };
  const page = lessonOf(next)?.page;
  if (!page) return { state, orders: [] };
  // Who turns back has seen how it came about.
  return played(next, page, page.actions, to < visit.page ? page.actions.length : page.first);
}

export function answer(state: State, at: number): Update {
  const { visit } = state;
  const page = lessonOf(state)?.page;
  if (visit?.type !== "lesson" || !page?.answer) return { state, orders: [] };
  const next: State = { ...state, visit: { ...visit, answered: true } };
  const shown = page.answer.actions.length > page.actions.length ? played(next, page, page.answer.actions, page.actions.length) : { state: next, orders: [] };
  const entry = state.gallery.entries.find(({ id }) => id === page.answer?.check);
  if (!entry) return shown;
  const checked = checkAll(shown.state, [jobOf(entry)], at);
  return { state: checked.state, orders: [...shown.orders, ...checked.orders] };
}

export function beginChallenge(state: State, id: string, at: number): Update {
  const entry = state.gallery.entries.find((one) => one.id === id);
  if (!entry) return { state, orders: [] };
  const next = entering(state, { type: "challenge", id, hint: undefined, own: own(state) });
  const checked = checkAll({ ...next, tab: "next" }, [jobOf(entry)], at);
  return { state: checked.state, orders: [{ type: "command", command: { type: "configure", config: entry.config } }, ...checked.orders] };
}

/** Names the next step of the shortest way that was found, or where it was left. */
export function hint(state: State): State {
  const entry = challengeOf(state);
  const finding = entry && findingOf(state.gallery, jobOf(entry));
  if (state.visit?.type !== "challenge" || !finding?.steps.length) return state;
  const step = state.shown?.step ?? 0;
  const { steps } = finding;
  const common = steps.findIndex((one, index) => index > 0 && (index > step || one.action !== state.steps[index]?.action)) - 1;
  const way = common < 0 ? steps.length - 1 : common;
  const next = steps[way + 1];
  const text = !next ? "This is the end of that way." : way < step ? `The shortest way that was found was left after step ${way}. From there it goes on with: ${next.label}.` : `One shortest way goes on with: ${next.label}.`;
  return { ...state, visit: { ...state.visit, hint: text } };
}

/** Gives the person's own run back. */
export function leave(state: State): Update {
  if (!state.visit) return { state, orders: [] };
  const { own } = state.visit;
  const order: Order = { type: "command", command: own ? { type: "load", ...own } : { type: "configure", config: {} } };
  return { state: { ...state, visit: undefined, notice: undefined, playing: false, undo: [], redo: [], menu: undefined }, orders: [order] };
}

/** Who goes from one to another still has the same own run. */
function own(state: State): Run | undefined {
  return state.visit ? state.visit.own : runOf(state);
}

function entering(state: State, visit: Visit): State {
  return { ...state, visit, notice: undefined, editing: false, tour: undefined, menu: undefined, playing: false, undo: [], redo: [], gallery: { ...state.gallery, open: false } };
}

function played(state: State, page: PageView, actions: number[], from: number): Update {
  const step = state.calm ? actions.length : from;
  return {
    state: { ...state, playing: step < actions.length, alongRun: true, notice: undefined, menu: undefined, undo: [], redo: [] },
    orders: [{ type: "command", command: { type: "load", config: page.config as Config, branches: [{ actions }], shown: 0, step } }],
  };
}
