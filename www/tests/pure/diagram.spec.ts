// Which lines of the space-time diagram are drawn, of runs that a real lab made. Where they go is the lab's, and tested there.

import { expect, test } from "@playwright/test";
import { laneX, lines, ROW_HEIGHT, visibleRows } from "../../src/diagram.ts";
import type { Line } from "../../src/diagram.ts";
import type { State } from "../../src/state.ts";
import { Bench } from "../support/lab.ts";

function drawn(state: State, rows = { first: 0, last: 2_000 }): Line[] {
  return lines(state.steps, state.shown!.step, state.shown!.messages, rows);
}

function said({ end, from, to }: Line): string {
  return `${end} from lane ${from[0]} row ${from[1]} to lane ${to[0]} row ${to[1]}`;
}

test("at the start every write is in flight", async () => {
  const { state } = await Bench.open();
  expect(drawn(state).map((line) => [line.end, line.from[0]])).toEqual([["open", 3], ["open", 4]]);
});

test("a delivery is an arrow from where it was sent to where it arrived", async () => {
  const bench = (await Bench.open()).deliver("Put 'A'", 0).deliver("Prepare (1, S0)", 2);
  expect(drawn(bench.state).filter((line) => line.end === "delivered").map(said)).toEqual(["delivered from lane 3 row 0 to lane 0 row 1", "delivered from lane 0 row 1 to lane 2 row 2"]);
});

test("stepping back shows what was in flight then", async () => {
  const bench = (await Bench.open()).deliver("Put 'A'", 0).deliver("Prepare (1, S0)", 2).say({ type: "reset" });
  expect(drawn(bench.state).map((line) => line.end)).toEqual(["open", "open"]);
});

test("a dropped message ends between the lanes", async () => {
  const bench = await Bench.open();
  bench.say({ type: "configure", config: { ...bench.state.config!, lossy: true } });
  bench.say({ type: "drop", message: bench.message("Put 'A'", 0) });
  expect(drawn(bench.state).filter((line) => line.end === "dropped").map(said)).toEqual(["dropped from lane 3 row 0 to lane 1.5 row 1"]);
});

test("a message that a duplicating network delivers twice has two arrows, and is still in flight", async () => {
  const bench = await Bench.open();
  bench.say({ type: "configure", config: { ...bench.state.config!, network: "unordered_duplicating" } });
  bench.deliver("Put 'A'", 0).deliver("Prepare (1, S0)", 1).deliver("Prepared (1, S0)", 0).deliver("Accept (1, S0) 'A'", 1);
  bench.deliver("Accepted (1, S0)", 0).deliver("Decided (1, S0) 'A'", 2).deliver("Decided (1, S0) 'A'", 1);
  bench.deliver("PutOk", 3);
  const get = bench.message("Get", 1);
  bench.deliver("Get", 1).say({ type: "duplicate", message: get });
  const gets = drawn(bench.state).filter((line) => line.key.startsWith(`${get}-`));
  expect(gets.map((line) => line.end)).toEqual(["delivered", "delivered", "open"]);
  expect(new Set(gets.map((line) => line.key)).size).toBe(3);
});

test("every arrow of a whole run has a name of its own, and each row sees those that cross it", async () => {
  const { state } = (await Bench.open()).say({ type: "seed", seed: 3 }).say({ type: "runOn" });
  const all = drawn(state);
  expect(all.length).toBeGreaterThan(10);
  expect(new Set(all.map((line) => line.key)).size).toBe(all.length);
  for (let row = 0; row <= state.shown!.step; row++) {
    const crossing = all.filter((line) => line.from[1] <= row && line.to[1] >= row);
    expect(drawn(state, { first: row, last: row })).toEqual(crossing);
  }
});

test("only the rows that can be seen are drawn, however long the run", () => {
  expect(visibleRows(0, 300, 2_000).first).toBe(0);
  const { first, last } = visibleRows(1_000 * ROW_HEIGHT, 300, 2_000);
  expect(first).toBeLessThanOrEqual(1_000);
  expect(last).toBeGreaterThanOrEqual(1_010);
  expect(last - first).toBeLessThan(30);
  expect(visibleRows(2_000 * ROW_HEIGHT, 300, 2_000).last).toBe(1_999);
});

test("lanes are evenly apart", () => {
  expect([0, 1, 2, 3].map((lane) => laneX(lane, 4, 400))).toEqual([50, 150, 250, 350]);
});
