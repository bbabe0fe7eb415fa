// What the host's page is told, as events: made from two states, before and after. Pure; knows no DOM.

import { lastStep, stepShown } from "./state.ts";
import type { State } from "./state.ts";

export type Announcement =
  | { name: "paxos-ready"; detail: { step: number; last: number } }
  | { name: "paxos-step"; detail: { step: number; last: number; label: string; why: string } }
  | { name: "paxos-verdict"; detail: { property: string; verdict: string; text: string } }
  | { name: "paxos-trouble"; detail: { message: string } };

export type AnnouncementEvents = { [A in Announcement as A["name"]]: CustomEvent<A["detail"]> };

export function announcements(before: State, after: State): Announcement[] {
  return [...troubles(before, after), ...steps(before, after), ...verdicts(before, after)];
}

function steps(before: State, after: State): Announcement[] {
  const { shown } = after;
  if (!shown || shown === before.shown) return [];
  const at = { step: shown.step, last: lastStep(after) };
  const step = stepShown(after);
  return [
    ...(before.shown ? [] : [{ name: "paxos-ready" as const, detail: at }]),
    { name: "paxos-step", detail: { ...at, label: step?.label ?? "", why: step?.why ?? "" } },
  ];
}

function verdicts(before: State, after: State): Announcement[] {
  if (!after.check || after.check === before.check) return [];
  const known = before.check?.run === after.check.run ? before.check.view.properties : [];
  return after.check.view.properties
    .filter(({ name, verdict, text }) => verdict !== "pending" && !known.some((one) => one.name === name && one.verdict === verdict && one.text === text))
    .map(({ name, verdict, text }) => ({ name: "paxos-verdict", detail: { property: name, verdict, text } }));
}

function troubles(before: State, after: State): Announcement[] {
  const { notice, broken } = after;
  const wrong = (after.embed?.wrong ?? []).filter((message) => !before.embed?.wrong.includes(message));
  const noticed = notice?.tone === "trouble" && notice !== before.notice ? [notice.text] : [];
  const ended = broken && broken !== before.broken ? [broken] : [];
  return [...wrong, ...noticed, ...ended].map((message) => ({ name: "paxos-trouble", detail: { message } }));
}
