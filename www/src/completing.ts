// What may be meant by a word of a property that is begun, and the text with it written out. Pure; knows no DOM.

import type { SubjectView, VocabularyView, WordView } from "../generated/paxos_lab";

const COMPLETIONS_MAX = 8;
/** What goes through a list, and so names its items. */
const THROUGH = "exists_one|exists|all|filter|map";

/** The words that can stand at the caret, those of them that begin as what is written there. */
export function completions(text: string, caret: number, { subjects, functions }: VocabularyView): WordView[] {
  const before = text.slice(0, caret);
  if (isQuoted(before)) return [];
  const [begun] = /[A-Za-z_]*$/.exec(before) ?? [""];
  const owner = /([A-Za-z_]\w*)\s*\.$/.exec(before.slice(0, before.length - begun.length))?.[1];
  if (owner === undefined && begun === "") return [];
  const all = owner === undefined ? [...bound(before, subjects), ...subjects.map(({ name, meaning }) => ({ text: name, meaning })), ...functions.filter(({ text: name }) => name === "size")] : members(owner, before, subjects, functions);
  return all.filter(({ text: word }) => word.startsWith(begun) && word !== begun).slice(0, COMPLETIONS_MAX);
}

/** The text with the word written out, and where the caret is then. */
export function completed(text: string, caret: number, word: string): { text: string; caret: number } {
  const start = text.slice(0, caret).replace(/[A-Za-z_]*$/, "");
  return { text: start + word + text.slice(caret), caret: start.length + word.length };
}

function members(owner: string, before: string, subjects: SubjectView[], functions: WordView[]): WordView[] {
  if (subjects.some(({ name }) => name === owner)) return functions.filter(({ text }) => new RegExp(`^(${THROUGH}|size)$`).test(text));
  const of = [...before.matchAll(new RegExp(`(\\w+)\\s*\\.\\s*(?:${THROUGH})\\s*\\(\\s*${owner}\\s*,`, "g"))].at(-1)?.[1];
  return subjects.filter(({ name }) => of === undefined || name === of).flatMap(({ fields }) => fields);
}

/** The names that were given to items so far. */
function bound(before: string, subjects: SubjectView[]): WordView[] {
  const given = [...before.matchAll(new RegExp(`(\\w+)\\s*\\.\\s*(?:${THROUGH})\\s*\\(\\s*([A-Za-z_]\\w*)\\s*,`, "g"))];
  return given.map(([, list, text]) => ({ text: text ?? "", meaning: subjects.find(({ name }) => name === list) ? `one of ${list}` : "" }));
}

function isQuoted(before: string): boolean {
  let quote: string | undefined;
  for (const character of before) {
    if (quote === undefined && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = undefined;
  }
  return quote !== undefined;
}
