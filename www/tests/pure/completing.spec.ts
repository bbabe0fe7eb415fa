// What is offered for a word that is begun, by a small vocabulary.

import { expect, test } from "@playwright/test";
import { completed, completions } from "../../src/completing.ts";

const word = (text: string) => ({ text, meaning: `what ${text} means` });
const VOCABULARY = {
  subjects: [
    { name: "servers", meaning: "", fields: ["id", "leads", "leader"].map(word) },
    { name: "messages", meaning: "", fields: ["kind", "from"].map(word) },
  ],
  functions: ["exists", "all", "size", "contains"].map(word),
  examples: [],
  lengthMax: 400,
};
const offered = (text: string, caret = text.length) => completions(text, caret, VOCABULARY).map((one) => one.text);

test("lists are offered at the start, what goes through them after a dot, and the fields of their items", () => {
  expect(offered("ser")).toEqual(["servers"]);
  expect(offered("servers.")).toEqual(["exists", "all", "size"]);
  expect(offered("servers.exists(s, s.")).toEqual(["id", "leads", "leader"]);
  expect(offered("servers.exists(s, s.le")).toEqual(["leads", "leader"]);
  expect(offered("servers.exists(s, messages.all(m, m.")).toEqual(["kind", "from"]);
  expect(offered("servers.exists(server, ser")).toEqual(["server", "servers"]);
});

test("nothing is offered where nothing is begun, where it is written out, or in quotes", () => {
  expect(offered("")).toEqual([]);
  expect(offered("servers")).toEqual([]);
  expect(offered("messages.exists(m, m.kind == 'ser")).toEqual([]);
  expect(offered("servers.exists(s, s.le && true)", 22)).toEqual(["leads", "leader"]);
});

test("a word is written out where it was begun", () => {
  expect(completed("servers.exists(s, s.le && true)", 22, "leads")).toEqual({ text: "servers.exists(s, s.leads && true)", caret: 25 });
});
