// From the fields of a check to what the lab is asked for, and back. Pure.

import type { CheckOptions, CheckPlan, CheckView } from "../generated/paxos_lab";
import { MEMORY_USUAL } from "./state.ts";
import type { CheckForm, State, Update } from "./state.ts";

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
  const view: CheckView = { run, status: "running", summary: "", generated: 0, unique: 0, depth: 0, frontier: 0, widths: [], bytes: 0, certificate: undefined, properties: [] };
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
  const options: CheckOptions = { strategy: form.strategy, seed, depthMax, statesMax, memoryMax, only: form.only === "" || form.only === "all" ? undefined : Number(form.only), every: form.only === "all", reduce: form.reduce && form.strategy !== "randomWalks", exhaustive: false };
  return { options, secondsMax };
}

/** The form that asks for this check. */
export function formOf({ options, secondsMax }: CheckPlan): CheckForm {
  const text = (value: number | undefined) => (value === undefined ? "" : String(value));
  const { strategy = "breadthFirst", depthMax, statesMax, memoryMax, only, every = false, reduce = false } = options ?? {};
  return { strategy, depthMax: text(depthMax), statesMax: text(statesMax), memoryMax: text(memoryMax), secondsMax: text(secondsMax), only: every ? "all" : text(only), reduce };
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
