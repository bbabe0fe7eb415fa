// The terms of the field, each in a sentence or two, and where they stand in a text. Pure.

export interface Term {
  name: string;
  /** How it stands in sentences. */
  forms: RegExp;
  meaning: string;
}

export const GLOSSARY: Term[] = [
  { name: "ballot", forms: /ballots?/, meaning: "One leader's attempt to have a value chosen. It is a pair (round, server): ballots are ordered by round, then by server, so by the right rules no two leaders ever share one." },
  { name: "promise", forms: /promise[sd]?|promised/, meaning: "A server that promises a ballot is to take part in no lower one from then on, and tells what it accepted last. In messages: Prepare asks for it, Prepared gives it." },
  { name: "accept", forms: /accept(?:s|ed)?/, meaning: "A server accepts a value in a ballot unless it has promised a higher one. Accepted by one server isn't chosen: that takes a quorum." },
  { name: "quorum", forms: /quorums?/, meaning: "More than half of the servers. Any two of these share a server, so what one quorum has accepted, every later quorum hears of. Settings may ask for other numbers, and then that needn't be so." },
  { name: "chosen", forms: /chosen/, meaning: "A value is chosen once a quorum has accepted it in the same ballot, whether or not anybody knows. By the right rules every higher ballot can only propose this value from then on. (Stateright calls a property \"value chosen\" that asks for more, and is shown here by what it asks: a read is answered.)" },
  { name: "decided", forms: /decided|decision|decides/, meaning: "A server has decided once it takes a value for chosen: it has counted a quorum of accepts, or was told so by one that has. By the right rules that value is chosen." },
  { name: "propose", forms: /proposes?|proposal|proposed/, meaning: "A leader that has a quorum of promises proposes a value. If a promise told of an accepted value, it must be the one with the highest ballot; only otherwise is the leader free." },
  { name: "leader", forms: /leaders?|leads/, meaning: "The server that started a ballot and drives its value. Several servers may lead at once, in different ballots; that is safe, though they may hinder each other." },
  { name: "partition", forms: /partitions?/, meaning: "The network is cut in two: what a server sends to one of the other group waits until it heals. To servers that is but a long delay: a group with a quorum goes on, and another can choose nothing meanwhile." },
  { name: "linearizable", forms: /linearizable/, meaning: "Reads and writes look as if each had happened at one moment between its call and its return, one after the other." },
  { name: "counterexample", forms: /counterexamples?/, meaning: "A run that leads to a state in which a property is broken. Breadth-first search finds a shortest one." },
  { name: "state", forms: /states?/, meaning: "Everything that there is at a moment: what every server and client remembers, every message in flight, and what the clients have asked and been told." },
];

export interface Piece {
  text: string;
  /** Set on the first occurrence of a term. */
  term?: Term;
}

const ANY = new RegExp(`\\b(?:${GLOSSARY.map((term) => `(${term.forms.source})`).join("|")})\\b`, "gi");

/** A sentence cut at the terms in it, each term marked where it stands first. */
export function pieces(text: string): Piece[] {
  const all: Piece[] = [];
  const met = new Set<Term>();
  let end = 0;
  for (const match of text.matchAll(ANY)) {
    const term = GLOSSARY[match.slice(1).findIndex((group) => group !== undefined)];
    if (!term || met.has(term)) continue;
    met.add(term);
    if (match.index > end) all.push({ text: text.slice(end, match.index) });
    all.push({ text: match[0], term });
    end = match.index + match[0].length;
  }
  if (end < text.length) all.push({ text: text.slice(end) });
  return all;
}
