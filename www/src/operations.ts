// When operations were called and returned, as columns: a column begins at each step in which something was called or returned, and at
// the step shown. What happens in between has no room of its own, so that a long run fits. Pure; knows no DOM.

import type { OperationView } from "../generated/paxos_lab";

/** Where a bar begins and ends, as columns from 0 on, the end left out. */
export interface Span {
  from: number;
  to: number;
}

/** The steps at which columns begin; the last column is of what is still open at the step shown. */
export function moments(operations: OperationView[], shown: number): number[] {
  const steps = operations.flatMap(({ calledIn, returnedIn }) => (returnedIn === undefined ? [calledIn] : [calledIn, returnedIn]));
  return [...new Set([...steps, shown])].sort((a, b) => a - b);
}

export function spanOf({ calledIn, returnedIn }: OperationView, moments: number[]): Span {
  return { from: moments.indexOf(calledIn), to: returnedIn === undefined ? moments.length : moments.indexOf(returnedIn) };
}
