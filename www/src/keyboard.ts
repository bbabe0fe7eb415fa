// Which key means what. Never acts while somebody types in a field.

import { canGoOn, lastStep, nextActions } from "./state.ts";
import type { Message, State } from "./state.ts";

export const KEYS: [keys: string, what: string][] = [
  ["→ l j", "step forward"],
  ["← h k", "step back"],
  ["1 to 9", "take the nth action"],
  ["space .", "play and pause"],
  ["w", "run on at random, up to the bound"],
  ["Backspace u", "undo: back to where you were before"],
  ["y", "redo"],
  ["f", "fork: a branch that ends at this step"],
  ["[ ]", "previous and next mark"],
  ["+ -", "faster and slower"],
  ["r", "back to the start"],
  ["c", "copy the link to this step"],
  ["?", "this help"],
  ["Esc", "stop what goes on, or close what is open"],
];

const SPEED_STEP = 2;

/** What a key asks for; undefined if nothing. */
export function messageFor(key: string, state: State): Message | undefined {
  // The stage is out of sight.
  if (state.gallery.open) return key === "Escape" ? (stop(state) ?? { type: "gallery", open: false }) : undefined;
  if (/^[1-9]$/.test(key)) {
    const action = nextActions(state)[Number(key) - 1];
    return action && { type: "act", action: action.index, step: state.shown?.step ?? 0 };
  }
  switch (key) {
    case "ArrowRight":
    case "j":
    case "l":
      return forward(state);
    case "ArrowLeft":
    case "k":
    case "h":
      return { type: "back" };
    case "Backspace":
    case "u":
      return { type: "undo" };
    case "y":
      return { type: "redo" };
    case "f":
      return { type: "fork" };
    case "c":
      return { type: "copyLink" };
    case "?":
      return { type: "help", open: true };
    case "Escape":
      return escape(state);
    case " ":
    case ".":
      return state.playing ? { type: "pause" } : { type: "play" };
    case "w":
      return { type: "runOn" };
    case "r":
      return { type: "reset" };
    case "[":
      return mark(state, -1);
    case "]":
      return mark(state, 1);
    case "+":
      return { type: "speed", speed: Math.min(8, state.speed * SPEED_STEP) };
    case "-":
      return { type: "speed", speed: Math.max(0.5, state.speed / SPEED_STEP) };
    default:
      return undefined;
  }
}

/** Along the run, and at its end the first action that has an effect. */
export function forward(state: State): Message | undefined {
  const { shown } = state;
  if (!shown || !canGoOn(state)) return undefined;
  if (shown.step < lastStep(state)) return { type: "forward" };
  const first = nextActions(state)[0];
  return first && { type: "act", action: first.index, step: shown.step };
}

/** What is seen to go on is stopped. */
function stop({ working }: State): Message | undefined {
  return working?.isShown && !working.isStopping ? { type: "stopWork" } : undefined;
}

/** Whatever is open closes, the uppermost first. */
function escape(state: State): Message | undefined {
  if (state.menu) return { type: "menu", menu: undefined };
  const stopped = stop(state);
  if (stopped) return stopped;
  if (state.tour !== undefined) return { type: "tour", at: undefined };
  if (state.term) return { type: "term", term: undefined };
  return state.editing ? { type: "edit", open: false } : undefined;
}

function mark(state: State, direction: 1 | -1): Message | undefined {
  const at = state.shown?.step ?? 0;
  const marked = state.steps.map((step, index) => (step.marks.length ? index : -1)).filter((index) => index >= 0);
  const step = direction === 1 ? marked.find((index) => index > at) : marked.findLast((index) => index < at);
  return step === undefined ? undefined : { type: "seek", step };
}

/** Whether the event comes from where text is typed, or where the key has a meaning of its own. */
export function isTaken(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  // A dialog that is open has keys of its own.
  if (target.closest("dialog")) return true;
  // A slider is moved by some keys only, and the others mean what they mean elsewhere.
  if (target.matches("input[type=range], input[type=checkbox]")) return /^(Arrow|Home|End|Page| )/.test(event.key);
  if (target.matches("input, select, textarea")) return true;
  return target.matches("button, summary, a") && (event.key === " " || event.key === "Enter");
}
