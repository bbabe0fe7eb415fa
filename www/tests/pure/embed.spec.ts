// An embed's state, and what its host is told of it, without a browser.

import { expect, test } from "@playwright/test";
import { announcements } from "../../src/announce.ts";
import { read } from "../../src/attributes.ts";
import { initial } from "../../src/state.ts";
import { update } from "../../src/store.ts";
import { Bench } from "../support/lab.ts";

const attributes = (said: Record<string, string>) => ({ type: "embed" as const, ...read((name) => said[name] ?? null) });

test("the poster is gone as soon as the run is asked for", async () => {
  const bench = await Bench.open();
  bench.say(attributes({ controls: "none" })).say({ type: "poster", own: true });
  expect(bench.state.embed?.poster).toBe("own");
  bench.say({ type: "start", seed: 7, address: "", link: "", calm: false }).say({ type: "poster", own: true });
  expect(bench.state.embed?.poster).toBe("gone");
});

test("an attribute that changes leaves what was chosen in the element as it is", () => {
  const { state } = update(update(initial, attributes({ theme: "dark", speed: "2" })).state, { type: "speed", speed: 8 });
  const later = update(state, attributes({ theme: "dark", speed: "2", height: "300" })).state;
  expect([later.theme, later.speed]).toEqual(["dark", 8]);
  const without = update(later, attributes({ height: "300" })).state;
  expect([without.theme, without.speed]).toEqual(["system", 1]);
});

test("playing along a run ends with it, and goes on at random only without one", async () => {
  const bench = await Bench.open();
  bench.deliver("Put 'A'", 0).say({ type: "seek", step: 0 }).say({ type: "play", alongRun: true });
  bench.say({ type: "tick" }).say({ type: "tick" });
  expect([bench.state.shown?.step, bench.state.steps.length, bench.state.playing]).toEqual([1, 2, false]);
  const fresh = await Bench.open();
  fresh.say({ type: "play", alongRun: true }).say({ type: "tick" }).say({ type: "tick" });
  expect([fresh.state.shown?.step, fresh.state.playing]).toEqual([2, true]);
});

test("a lab that another one broke is replaced as often as that happens", () => {
  const other = { type: "crashed" as const, message: "out of bounds", byAnother: true };
  const twice = update(update(initial, other).state, other);
  expect(twice.state.broken).toBeUndefined();
  expect(twice.orders[0]).toEqual({ type: "restart" });
  expect(update(twice.state, { type: "crashed", message: "out of bounds" }).state.broken).toContain("again and again");
});

test("the host hears of a step once, of a verdict when it is known, and of trouble each time", async () => {
  const bench = await Bench.open();
  const start = bench.state;
  expect(announcements(initial, start).map(({ name }) => name)).toEqual(["paxos-ready", "paxos-step"]);
  expect(announcements(start, start)).toEqual([]);
  bench.deliver("Put 'A'", 0);
  expect(announcements(start, bench.state)).toMatchObject([{ name: "paxos-step", detail: { step: 1, last: 1, label: "Put 'A' to S0" } }]);
  const before = bench.say({ type: "check", at: 0 }).state;
  expect(announcements(before, bench.finishCheck().state)).toMatchObject([
    { name: "paxos-verdict", detail: { property: "linearizable", verdict: "holds" } },
    { name: "paxos-verdict", detail: { property: "value chosen", verdict: "found" } },
  ]);
  const once = bench.say({ type: "complain", message: "no" }).state;
  expect(announcements(once, bench.say({ type: "complain", message: "no" }).state)).toEqual([{ name: "paxos-trouble", detail: { message: "no" } }]);
});
