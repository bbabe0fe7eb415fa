// Where terms stand in sentences.

import { expect, test } from "@playwright/test";
import { GLOSSARY, pieces } from "../../src/glossary.ts";
import { Bench } from "../support/lab.ts";

test("a term is marked where it stands first, and nothing of the sentence is lost", () => {
  const text = "S1 promises ballot (1, S0): no lower ballot can be chosen by a quorum.";
  expect(pieces(text).map((piece) => piece.text).join("")).toBe(text);
  expect(pieces(text).flatMap((piece) => (piece.term ? [`${piece.text}: ${piece.term.name}`] : []))).toEqual(["promises: promise", "ballot: ballot", "chosen: chosen", "quorum: quorum"]);
});

test("a part of a word is no term", () => {
  expect(pieces("Statements of acceptors").some((piece) => piece.term)).toBe(false);
});

test("every sentence of a run is whole, and the terms of the paper are met", async () => {
  const met = new Set<string>();
  const { state } = (await Bench.open()).say({ type: "seed", seed: 11 }).say({ type: "runOn" });
  for (const { why } of state.steps) {
    expect(pieces(why).map((piece) => piece.text).join("")).toBe(why);
    for (const { term } of pieces(why)) if (term) met.add(term.name);
  }
  expect([...met]).toEqual(expect.arrayContaining(["ballot", "promise", "accept", "quorum", "chosen", "decided"]));
  expect(new Set(GLOSSARY.map((term) => term.name)).size).toBe(GLOSSARY.length);
});
