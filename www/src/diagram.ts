// Which of the diagram's lines can be seen, and how many pixels a lane and a row have. Where lines go is told by the lab. Pure;
// knows no DOM.

import type { ArrowView, MessageView, StepView } from "../generated/paxos_lab";

export const ROW_HEIGHT = 30;
export const HEAD_HEIGHT = 34;

/** An arrow with a name of its own. */
export interface Line extends ArrowView {
  key: string;
  message: number;
  owner: number | undefined;
}

/** The arrows between these rows, of a run up to the step `shown`, those of the messages in flight there among them. */
export function lines(steps: StepView[], shown: number, inFlight: MessageView[], rows: { first: number; last: number }): Line[] {
  const isSeen = ({ from, to }: ArrowView) => from[1] <= rows.last && to[1] >= rows.first;
  const ended = steps.slice(0, shown + 1).flatMap((step, row) => {
    const { message, arrow } = step;
    if (!message || !arrow || !isSeen(arrow)) return [];
    const sent = steps[message.sentIn]?.sent.find((one) => one.message === message.message);
    // A duplicating network delivers the same message again, in another row.
    return [{ ...arrow, key: `${message.message}-${row}`, message: message.message, owner: sent?.owner }];
  });
  const open = inFlight.filter((message) => isSeen(message.arrow)).map((message) => ({ ...message.arrow, key: `${message.message}-open`, message: message.message, owner: message.owner }));
  return [...ended, ...open];
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
