// From the fields of a check to what the lab is asked for, and back. Pure.

import type { CheckOptions, CheckPlan, CheckView } from "../generated/paxos_lab";
import { MEMORY_USUAL } from "./state.ts";
import type { CheckForm, Order, State, Update } from "./state.ts";

const MEMORY_MAX = 3_500;
/** What the lab can be asked for. */
const BOUND_ON_CHECK_MAX = 0xffff_ffff;
/** A day. */
const SECONDS_MAX = 86_400;

export function startCheck(state: State, at: number): Update {
  const plan = checkPlan(state);
  if (typeof plan === "string") return { state: { ...state, notice: { tone: "trouble", text: plan } }, orders: [] };
  const { options: { memoryMax = MEMORY_USUAL, ...rest } = {}, secondsMax } = plan;
  const config = state.config;
  if (!config) return { state, orders: [] };
  const run = state.nextRun;
  const view: CheckView = { run, status: "running", summary: "", generated: 0, unique: 0, depth: 0, frontier: 0, widths: [], bytes: 0, certificate: undefined, asked: undefined, properties: [], elsewhere: undefined };
  return {
    state: { ...state, notice: undefined, nextRun: run + 1, check: { run, config, strategy: rest.strategy ?? "breadthFirst", view, paused: false, startedAt: at, elapsed: 0, elapsedMax: secondsMax && secondsMax * 1_000, toldAt: at } },
    orders: [{ type: "command", command: { type: "checkStart", run, options: { ...rest, memoryMax } } }],
  };
}

/** The check that the form asks for; a sentence if a field is wrong. */
export function checkPlan({ checkForm: form, seed }: State): CheckPlan | string {
  const bounds = [
    bound("bound on depth", form.depthMax, BOUND_ON_CHECK_MAX),
    bound("bound on states", form.statesMax, BOUND_ON_CHECK_MAX),
    bound("bound on memory in megabytes", form.memoryMax, MEMORY_MAX),
    bound("bound on time in seconds", form.secondsMax, SECONDS_MAX),
  ];
  const wrong = bounds.find((b) => typeof b === "string");
  if (typeof wrong === "string") return wrong;
  const [depthMax, statesMax, memoryMax, secondsMax] = bounds as (number | undefined)[];
  const options: CheckOptions = { strategy: form.strategy, seed, depthMax, statesMax, memoryMax, ...asked(form), reduce: canReduce(form) && form.reduce, exhaustive: false };
  return { options, secondsMax };
}

function asked({ only, own }: CheckForm): Pick<CheckOptions, "only" | "every" | "own"> {
  if (only === "own") return { own };
  return { only: only === "" || only === "all" ? undefined : Number(only), every: only === "all" };
}

/** Whether reduced states can be certified: not by walks that never end, nor for a condition on whole states. */
export function canReduce({ strategy, only }: CheckForm): boolean {
  return strategy !== "randomWalks" && only !== "own";
}

/** Whoever writes a property is told what is wrong with it, or whether it is so in the state shown. */
export function asking(state: State): Update {
  const { only, own } = state.checkForm;
  if (state.tab !== "check" || only !== "own") return { state, orders: [] };
  const orders: Order[] = [{ type: "command", command: { type: "ask", own } }];
  return { state, orders: state.vocabulary ? orders : [{ type: "command", command: { type: "vocabulary" } }, ...orders] };
}

/** The form that asks for this check. */
export function formOf({ options, secondsMax }: CheckPlan): CheckForm {
  const text = (value: number | undefined) => (value === undefined ? "" : String(value));
  const { strategy = "breadthFirst", depthMax, statesMax, memoryMax, only, every = false, own, reduce = false } = options ?? {};
  return { strategy, depthMax: text(depthMax), statesMax: text(statesMax), memoryMax: text(memoryMax), secondsMax: text(secondsMax), only: own ? "own" : every ? "all" : text(only), own: { expectation: own?.expectation ?? "sometimes", text: own?.text ?? "" }, reduce };
}

/** Whoever is about to check these settings is told how many states there may be; asked for once. */
export function estimated(state: State): Update {
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
