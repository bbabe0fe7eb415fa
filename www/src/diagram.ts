// The geometry of the space-time diagram: a lane for each actor, a row for each step, an arrow from where a message was sent to
// where it arrived. Pure; knows no DOM.

import type { SentView, StepView } from "../generated/paxos_lab";

export const ROW_HEIGHT = 30;
export const HEAD_HEIGHT = 34;

export interface Arrow {
  key: string;
  from: { lane: number; row: number };
  to: { lane: number; row: number };
  kind: "delivered" | "dropped" | "inFlight";
  owner: number | undefined;
  text: string;
}

/** All arrows of a run up to the step `shown`; the messages in flight there end open, beneath their senders. */
export function arrows(steps: StepView[], shown: number, inFlight: number[]): Arrow[] {
  const all: Arrow[] = [];
  const sent = new Map<number, SentView & { row: number }>();
  steps.slice(0, shown + 1).forEach((step, row) => {
    const message = step.message && sent.get(step.message.message);
    if (message) {
      const isDropped = step.kind === "drop";
      const to = isDropped ? { lane: (message.src + message.dst) / 2, row } : { lane: message.dst, row };
      // A duplicating network delivers the same message again, in another row.
      all.push({ ...arrow(message, `${message.message}-${row}`), to, kind: isDropped ? "dropped" : "delivered" });
    }
    for (const one of step.sent) sent.set(one.message, { ...one, row });
  });
  for (const number of inFlight) {
    const message = sent.get(number);
    if (!message) continue;
    const to = { lane: message.src + (message.dst - message.src) * 0.4, row: message.row + 0.6 };
    all.push({ ...arrow(message, `${number}-open`), to, kind: "inFlight" });
  }
  return all;
}

function arrow(message: SentView & { row: number }, key: string): Omit<Arrow, "to" | "kind"> {
  return { key, from: { lane: message.src, row: message.row }, owner: message.owner, text: message.text };
}

/** The rows that can be seen, a few more on each side. */
export function visibleRows(scrollTop: number, height: number, rows: number): { first: number; last: number } {
  const margin = 4;
  const first = Math.max(0, Math.floor((scrollTop - HEAD_HEIGHT) / ROW_HEIGHT) - margin);
  const last = Math.min(rows - 1, Math.ceil((scrollTop + height) / ROW_HEIGHT) + margin);
  return { first, last };
}

/** The middle of a lane, as a share of the width between the lanes' outer edges. */
export function laneX(lane: number, lanes: number, width: number): number {
  return ((lane + 0.5) / lanes) * width;
}

export function rowY(row: number): number {
  return (row + 0.5) * ROW_HEIGHT;
}
