// The geometry of the space-time diagram: a lane for each actor, a row for each step, an arrow from where a message was sent to
// where it arrived. Pure; knows no DOM.

import type { StepView } from "../generated/paxos_lab";

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

/** All arrows of a run up to the step `shown`; what is still on its way then ends open, beneath it. */
export function arrows(steps: StepView[], shown: number): Arrow[] {
  const all: Arrow[] = [];
  const onTheWay = new Map<number, { row: number; src: number; dst: number; owner: number | undefined; text: string }>();
  steps.slice(0, shown + 1).forEach((step, row) => {
    const concerned = step.message && onTheWay.get(step.message.message);
    if (step.message && concerned) {
      const from = { lane: concerned.src, row: concerned.row };
      const kind = step.kind === "drop" ? "dropped" : "delivered";
      const to = kind === "dropped" ? { lane: (concerned.src + concerned.dst) / 2, row } : { lane: concerned.dst, row };
      all.push({ key: `${step.message.message}-${row}`, from, to, kind, owner: concerned.owner, text: concerned.text });
      onTheWay.delete(step.message.message);
    }
    for (const sent of step.sent) {
      onTheWay.set(sent.message, { row, src: sent.src, dst: sent.dst, owner: sent.owner, text: sent.text });
    }
  });
  for (const [message, { row, src, dst, owner, text }] of onTheWay) {
    const to = { lane: src + (dst - src) * 0.4, row: row + 0.6 };
    all.push({ key: `${message}-open`, from: { lane: src, row }, to, kind: "inFlight", owner, text });
  }
  return all;
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
