// How numbers and names look. Pure.

import type { State } from "../state.ts";

const counts = new Intl.NumberFormat("en-US");

export function count(value: number): string {
  return counts.format(value);
}

export function many(value: number, one: string): string {
  return `${count(value)} ${one}${value === 1 ? "" : "s"}`;
}

export function bytes(value: number): string {
  if (value < 1e6) return `${count(Math.ceil(value / 1e3))} kB`;
  return `${count(Math.round(value / 1e6))} MB`;
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

export function actorName(state: State, id: number): string {
  return state.actors[id]?.name ?? `#${id}`;
}

/** A part of the page is a landmark; of twenty embeds, none. */
export function roleOf(state: State): "region" | "group" {
  return state.embed ? "group" : "region";
}

export const NETWORKS = {
  unordered_nonduplicating: "unordered",
  unordered_duplicating: "unordered, duplicating",
  ordered: "ordered",
} as const;

export const MARKS = { decided: "decided", valueChosen: "value chosen", violation: "violation" } as const;
