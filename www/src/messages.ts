// What a frame and the page around it say to each other. What comes from outside is looked at field by field. Pure; knows no DOM.

import { SRC_MAX, STEP_MAX } from "./attributes.ts";

/** Each with `source: "paxos-lab"`. */
export type FromFrame =
  | { type: "ready" }
  | { type: "step"; step: number; last: number; label: string; why: string }
  | { type: "verdict"; property: string; verdict: string; text: string }
  /** Pixels of the content. */
  | { type: "resize"; height: number }
  | { type: "trouble"; message: string };

/** Each with `target: "paxos-lab"`; `resize` asks to be told the height again. */
export type FromHost = { type: "play" } | { type: "pause" } | { type: "resize" } | { type: "seek"; step: number } | { type: "load"; link: string };

/** Fields of each kind, beside its type and target. */
const FIELDS: Record<FromHost["type"], string[]> = { play: [], pause: [], resize: [], seek: ["step"], load: ["link"] };
/** As much of what isn't understood as is repeated. */
const QUOTE_MAX = 40;

/** What a page asks for; trouble if it asks wrongly, and undefined if it speaks to somebody else. */
export function fromHost(data: unknown): FromHost | { type: "trouble"; message: string } | undefined {
  if (!isRecord(data) || data["target"] !== "paxos-lab") return undefined;
  const { type, step, link } = data;
  if (typeof type !== "string" || !Object.hasOwn(FIELDS, type)) return trouble(`The type is ${quoted(type)}; it has to be play, pause, seek, load or resize.`);
  const kind = type as FromHost["type"];
  const unknown = Object.keys(data).find((name) => !["target", "type", ...FIELDS[kind]].includes(name));
  if (unknown !== undefined) return trouble(`A message of type ${kind} has no field ${quoted(unknown)}.`);
  switch (kind) {
    case "play":
    case "pause":
    case "resize":
      return { type: kind };
    case "seek":
      if (typeof step !== "number" || !Number.isInteger(step) || step < 0 || step > STEP_MAX) return trouble(`The step is ${quoted(step)}; it has to be a whole number from 0 to ${STEP_MAX.toLocaleString("en-US")}.`);
      return { type: kind, step };
    case "load":
      if (typeof link !== "string") return trouble(`The link is ${quoted(link)}; it has to be a text.`);
      if (link.length > SRC_MAX) return trouble(`The link has ${link.length.toLocaleString("en-US")} characters; it may have at most ${SRC_MAX.toLocaleString("en-US")}.`);
      return { type: kind, link };
  }
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

function trouble(message: string): { type: "trouble"; message: string } {
  return { type: "trouble", message };
}

function quoted(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return value === undefined ? "missing" : `of type ${value === null ? "null" : typeof value}`;
  return `"${value.slice(0, QUOTE_MAX)}${value.length > QUOTE_MAX ? "..." : ""}"`;
}
