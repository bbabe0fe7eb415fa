// What an embed's attributes say, and a sentence for each that says nothing that can be done. Pure; knows no DOM.

import { linkIn } from "./link.ts";
import { SPEEDS } from "./state.ts";
import type { Theme } from "./state.ts";

export const ATTRIBUTES = ["src", "step", "speed", "autoplay", "theme", "height", "controls"] as const;

/** A link of the longest run, 5,000 steps, is shorter; what is longer is none. */
export const SRC_MAX = 16_384;
/** The lab holds runs of as many steps. */
export const STEP_MAX = 5_000;
/** Below, not even the poster's button has room; above, it's a slip. */
const HEIGHT_MIN = 160;
const HEIGHT_MAX = 10_000;
/** As much of a wrong value as a sentence repeats. */
const QUOTE_MAX = 40;

const THEMES = ["system", "light", "dark"] as const;
const CONTROLS = ["none", "steps", "full"] as const;

/** How much is shown beside the stage and its sentence: nothing; stepping and the diagram; all that the page has. */
export type Controls = (typeof CONTROLS)[number];

export interface Options {
  /** The run, without #; empty for a new one. */
  link: string;
  step: number | undefined;
  speed: number | undefined;
  /** Undefined: as the link says. */
  autoplay: boolean | undefined;
  theme: Theme | undefined;
  /** Pixels of the whole element; undefined: as high as its content. */
  height: number | undefined;
  controls: Controls;
}

export interface Read {
  options: Options;
  /** What is wrong with the rest, each in a sentence. */
  wrong: string[];
}

/** `value` is what an attribute says; null if it isn't there. */
export function read(value: (name: (typeof ATTRIBUTES)[number]) => string | null): Read {
  const wrong: string[] = [];
  const take = <T>(name: (typeof ATTRIBUTES)[number], parse: (text: string) => T | undefined, allowed: string): T | undefined => {
    const text = value(name);
    if (text === null) return undefined;
    const taken = parse(text.trim());
    if (taken === undefined) wrong.push(`The attribute ${name} is "${quoted(text)}"; it has to be ${allowed}.`);
    return taken;
  };
  const src = value("src") ?? "";
  const complaint = whatIsWrongWith(src);
  if (complaint) wrong.push(complaint);
  const options: Options = {
    link: complaint ? "" : linkIn(src),
    step: take("step", whole(0, STEP_MAX), `a whole number from 0 to ${STEP_MAX.toLocaleString("en-US")}`),
    speed: take("speed", (text) => SPEEDS.find((speed) => String(speed) === text), "0.5, 1, 2, 4 or 8"),
    autoplay: take("autoplay", yesOrNo, "there without a value, or be 1 or 0"),
    theme: take("theme", oneOf(THEMES), "system, light or dark"),
    height: take("height", whole(HEIGHT_MIN, HEIGHT_MAX), `a whole number of pixels from ${HEIGHT_MIN} to ${HEIGHT_MAX.toLocaleString("en-US")}`),
    controls: take("controls", oneOf(CONTROLS), "none, steps or full") ?? "steps",
  };
  return { options, wrong };
}

/** Why this can't be a link's address; undefined if it can. */
export function whatIsWrongWith(src: string): string | undefined {
  return src.length > SRC_MAX
    ? `The link has ${src.length.toLocaleString("en-US")} characters; it may have at most ${SRC_MAX.toLocaleString("en-US")}.`
    : undefined;
}

function whole(min: number, max: number): (text: string) => number | undefined {
  return (text) => (/^\d{1,6}$/.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : undefined);
}

function oneOf<T extends string>(all: readonly T[]): (text: string) => T | undefined {
  return (text) => all.find((one) => one === text);
}

function yesOrNo(text: string): boolean | undefined {
  if (["", "1", "true", "autoplay"].includes(text)) return true;
  return text === "0" || text === "false" ? false : undefined;
}

function quoted(text: string): string {
  return text.length > QUOTE_MAX ? `${text.slice(0, QUOTE_MAX)}...` : text;
}
