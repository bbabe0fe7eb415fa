// What a poster can tell of a link without a lab: its settings, and whether it has a run. The lab alone decides what a link means.
// Pure.

/** What a link that leaves it out means. */
const USUAL = { servers: 3, clients: 2 };

export interface Glance {
  servers: number;
  clients: number;
  /** Words for what else was set. */
  more: string[];
  /** What there is to play or to check; undefined if the settings are all. */
  content: "run" | "check" | undefined;
  autoplay: boolean;
}

/** The link in a link, with or without #, or in a whole address, of which only the part after # counts. */
export function linkIn(src: string): string {
  const text = src.trim();
  const at = text.indexOf("#");
  if (at >= 0) return text.slice(at + 1);
  return /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? "" : text;
}

export function glance(link: string): Glance {
  const said = new URLSearchParams(link);
  const number = (name: string, usual: number) => (/^[1-9]$/.test(said.get(name) ?? "") ? Number(said.get(name)) : usual);
  const network = said.get("network");
  const more: string[] = [];
  if (network === "ordered") more.push("ordered");
  if (network === "unordered_duplicating") more.push("duplicating");
  if (isOn(said.get("lossy"))) more.push("lossy");
  const crashes = number("max_crashes", 0);
  if (crashes > 0) more.push(`up to ${crashes} crashed`);
  if (number("partitions", 0) > 0) more.push("partitions");
  if (said.get("promise_quorum") || said.get("accept_quorum")) more.push("other quorums");
  if (said.get("broken")) more.push("a rule broken");
  return { servers: number("servers", USUAL.servers), clients: number("clients", USUAL.clients), more, content: said.get("run") || said.get("simulate") ? "run" : said.get("check") ? "check" : undefined, autoplay: isOn(said.get("autoplay")) };
}

function isOn(value: string | null): boolean {
  return value === "1" || value === "true";
}

/** A place of the page that a link names in place of a run: the gallery, or a lesson of it. */
export function placeIn(link: string): { lesson: string | undefined } | undefined {
  const place = /^#?(?:gallery|lesson=(\w*))$/.exec(link.trim());
  return place ? { lesson: place[1] } : undefined;
}
