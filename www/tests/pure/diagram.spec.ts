// The geometry of the space-time diagram, of runs that a real lab made.

import { expect, test } from "@playwright/test";
import { arrows, laneX, ROW_HEIGHT, visibleRows } from "../../src/diagram.ts";
import type { Arrow } from "../../src/diagram.ts";
import type { State } from "../../src/store.ts";
import { Bench } from "../support/lab.ts";

function drawn(state: State): Arrow[] {
  const shown = state.shown!;
  return arrows(state.steps, shown.step, shown.messages.map((message) => message.message));
}

function said({ text, kind, from, to }: Arrow): string {
  return `${text}: ${kind} from lane ${from.lane} row ${from.row} to lane ${to.lane} row ${to.row}`;
}

test("at the start every write is in flight", async () => {
  const { state } = await Bench.open();
  expect(drawn(state).map((arrow) => [arrow.text, arrow.kind, arrow.from.lane])).toEqual([["Put 'A'", "inFlight", 3], ["Put 'B'", "inFlight", 4]]);
});

test("a delivery is an arrow from where it was sent to where it arrived", async () => {
  const bench = (await Bench.open()).deliver("Put 'A'", 0).deliver("Prepare (1, S0)", 2);
  expect(drawn(bench.state).filter((arrow) => arrow.kind === "delivered").map(said)).toEqual([
    "Put 'A': delivered from lane 3 row 0 to lane 0 row 1",
    "Prepare (1, S0): delivered from lane 0 row 1 to lane 2 row 2",
  ]);
});

test("stepping back shows what was in flight then", async () => {
  const bench = (await Bench.open()).deliver("Put 'A'", 0).deliver("Prepare (1, S0)", 2).say({ type: "reset" });
  expect(drawn(bench.state).map((arrow) => arrow.kind)).toEqual(["inFlight", "inFlight"]);
});

test("a dropped message ends between the lanes", async () => {
  const bench = await Bench.open();
  bench.say({ type: "configure", config: { ...bench.state.config!, lossy: true } });
  bench.say({ type: "drop", message: bench.message("Put 'A'", 0) });
  expect(drawn(bench.state).filter((arrow) => arrow.kind === "dropped").map(said)).toEqual(["Put 'A': dropped from lane 3 row 0 to lane 1.5 row 1"]);
});

test("a message that a duplicating network delivers twice has two arrows, and is still in flight", async () => {
  const bench = await Bench.open();
  bench.say({ type: "configure", config: { ...bench.state.config!, network: "unordered_duplicating" } });
  bench.deliver("Put 'A'", 0).deliver("Prepare (1, S0)", 1).deliver("Prepared (1, S0)", 0).deliver("Accept (1, S0) 'A'", 1);
  bench.deliver("Accepted (1, S0)", 0).deliver("Decided (1, S0) 'A'", 2).deliver("Decided (1, S0) 'A'", 1);
  bench.deliver("PutOk", 3).deliver("Get", 1);
  bench.deliver("Get", 1);
  const gets = drawn(bench.state).filter((arrow) => arrow.text === "Get");
  expect(gets.map((arrow) => arrow.kind)).toEqual(["delivered", "delivered", "inFlight"]);
  expect(new Set(gets.map((arrow) => arrow.key)).size).toBe(3);
});

test("every arrow of a whole run goes downwards and has a name of its own", async () => {
  const { state } = (await Bench.open()).say({ type: "seed", seed: 3 }).say({ type: "runOn" });
  const all = drawn(state);
  expect(all.length).toBeGreaterThan(10);
  expect(all.every((arrow) => arrow.to.row > arrow.from.row)).toBe(true);
  expect(new Set(all.map((arrow) => arrow.key)).size).toBe(all.length);
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
