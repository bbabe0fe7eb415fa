// What a frame makes of what the page around it says, and an embed of what its attributes say, without a browser.

import { expect, test } from "@playwright/test";
import { read } from "../../src/attributes.ts";
import { glance, linkIn } from "../../src/link.ts";
import { fromHost } from "../../src/messages.ts";

const asks = (fields: Record<string, unknown>) => fromHost({ target: "paxos-lab", ...fields });

test("a page may ask a frame to play, pause, seek and load", () => {
  expect(asks({ type: "play" })).toEqual({ type: "play" });
  expect(asks({ type: "pause" })).toEqual({ type: "pause" });
  expect(asks({ type: "resize" })).toEqual({ type: "resize" });
  expect(asks({ type: "seek", step: 5_000 })).toEqual({ type: "seek", step: 5_000 });
  expect(asks({ type: "load", link: "#v=1" })).toEqual({ type: "load", link: "#v=1" });
});

test("what is said to somebody else isn't answered", () => {
  for (const data of [undefined, null, "play", 7, [], {}, { type: "play" }, { target: "other", type: "play" }, [{ target: "paxos-lab" }]]) expect(fromHost(data)).toBeUndefined();
});

for (const [fields, message] of [
  [{}, "The type is missing; it has to be play, pause, seek, load or resize."],
  [{ type: "stop" }, 'The type is "stop"; it has to be play, pause, seek, load or resize.'],
  [{ type: "constructor" }, 'The type is "constructor"; it has to be play, pause, seek, load or resize.'],
  [{ type: ["play"] }, "The type is of type object; it has to be play, pause, seek, load or resize."],
  [{ type: "x".repeat(1_000_000) }, `The type is "${"x".repeat(40)}..."; it has to be play, pause, seek, load or resize.`],
  [{ type: "play", speed: 2 }, 'A message of type play has no field "speed".'],
  [{ type: "seek" }, "The step is missing; it has to be a whole number from 0 to 5,000."],
  [{ type: "seek", step: "3" }, 'The step is "3"; it has to be a whole number from 0 to 5,000.'],
  [{ type: "seek", step: NaN }, "The step is NaN; it has to be a whole number from 0 to 5,000."],
  [{ type: "seek", step: 1e9 }, "The step is 1000000000; it has to be a whole number from 0 to 5,000."],
  [{ type: "load", link: null }, "The link is of type null; it has to be a text."],
  [{ type: "load", link: "a".repeat(16_385) }, "The link has 16,385 characters; it may have at most 16,384."],
] as const) {
  test(`trouble: ${message.slice(0, 80)}`, () => expect(asks(fields)).toEqual({ type: "trouble", message }));
}

test("a link may stand alone, after #, or in an address", () => {
  expect(["v=1&run=a", "#v=1&run=a", " https://docs.example/lab/?a=b#v=1&run=a", "index.html#v=1&run=a"].map(linkIn)).toEqual(Array(4).fill("v=1&run=a"));
  expect(["", "#", "https://docs.example/lab/"].map(linkIn)).toEqual(["", "", ""]);
});

test("a poster tells what was set, and takes nonsense for what is usual", () => {
  expect(glance("clients=3&servers=5&network=ordered&lossy=true&max_crashes=1&run=abc&autoplay=1")).toEqual({ servers: 5, clients: 3, more: ["ordered", "lossy", "up to 1 crashed"], content: "run", autoplay: true });
  expect(glance("clients=1e9&servers=-3&network=<b>&%&=&&")).toEqual({ servers: 3, clients: 2, more: [], content: undefined, autoplay: false });
});

test("attributes that aren't there mean what is usual", () => {
  expect(read(() => null)).toEqual({ options: { link: "", step: undefined, speed: undefined, autoplay: undefined, theme: undefined, height: undefined, controls: "steps" }, wrong: [] });
});

test("attributes are what they say", () => {
  const said: Record<string, string> = { src: "#servers=5", step: "12", speed: "0.5", autoplay: "", theme: "dark", height: "480", controls: "none" };
  expect(read((name) => said[name] ?? null)).toEqual({ options: { link: "servers=5", step: 12, speed: 0.5, autoplay: true, theme: "dark", height: 480, controls: "none" }, wrong: [] });
});
