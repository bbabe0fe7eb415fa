// How numbers and names look. Pure.

import type { BrokenRule, DefinitionView, RuleView } from "../../generated/paxos_lab";
import type { Config, State } from "../state.ts";

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

/** What is run, in a few words each. */
export function settingsInWords(config: Config, rules: RuleView[]): string[] {
  const { promise_quorum: promises, accept_quorum: accepts, broken } = config;
  const crashed = config.crashing === "servers" ? many(config.max_crashes, "server") : String(config.max_crashes);
  return [
    many(config.server_count, "server"),
    many(config.client_count, "client"),
    NETWORKS[config.network],
    config.lossy ? "lossy" : "lossless",
    ...(config.put_count > 1 ? [`${config.put_count} writes each`] : []),
    ...(config.retries > 0 ? [`asking again up to ${config.retries} times`] : []),
    ...(config.max_crashes > 0 ? [`up to ${crashed} crashed`, ...(config.storage === "durable" ? ["with a disk"] : [])] : []),
    ...(config.partitions > 0 ? [`up to ${many(config.partitions, "partition")}`] : []),
    ...(promises || accepts ? [`quorums of ${promises ?? "a majority"} and ${accepts ?? "a majority"}`] : []),
    ...(broken ? [`broken: ${titleOf(broken, rules)}`] : []),
  ];
}

function titleOf(broken: BrokenRule, rules: RuleView[]): string {
  return rules.find(({ name }) => name === broken)?.title ?? broken;
}

/** A property as it is shown: its title, and its name where links and commands have another. */
export function propertyText(properties: DefinitionView[], name: string): string {
  const title = properties.find((property) => property.name === name)?.title ?? name;
  return title === name ? name : `${title} (${name})`;
}

export const MARKS = { decided: "decided", valueChosen: "a read is answered", violation: "violation" } as const;
