// The document of embed.html: one element over the whole frame, and what is said between it and the page around it. Listens to that page
// alone, believes nothing of what it says, and tells it nothing but what is seen in the frame.

import type { PaxosLabElement } from "./element.ts";
import { fromHost } from "./messages.ts";
import type { FromFrame } from "./messages.ts";

const query = new URLSearchParams(location.search);
/** With whom to speak; * for anybody, as nothing that is said is a secret. Undefined: what was asked for is no origin. */
const parentOrigin = originIn(query.get("parent"));
const isFramed = window.parent !== window;

const lab = document.createElement("paxos-lab") as PaxosLabElement;
for (const name of ["controls", "step"]) {
  const value = query.get(name);
  if (value !== null) lab.setAttribute(name, value);
}
follow();
addEventListener("hashchange", follow);

function heightNow(): number {
  return Math.ceil(lab.getBoundingClientRect().height);
}

function follow(): void {
  lab.setAttribute("src", location.hash);
}

function tell(message: FromFrame): void {
  if (isFramed && parentOrigin) window.parent.postMessage({ source: "paxos-lab", ...message }, parentOrigin);
}

lab.addEventListener("paxos-ready", () => tell({ type: "ready" }));
lab.addEventListener("paxos-step", ({ detail }) => tell({ type: "step", ...detail }));
lab.addEventListener("paxos-verdict", ({ detail }) => tell({ type: "verdict", ...detail }));
lab.addEventListener("paxos-trouble", ({ detail }) => tell({ type: "trouble", ...detail }));

addEventListener("message", ({ source, origin, data }: MessageEvent<unknown>) => {
  if (!isFramed || source !== window.parent || !parentOrigin || (parentOrigin !== "*" && origin !== parentOrigin)) return;
  const message = fromHost(data);
  switch (message?.type) {
    case undefined:
      return;
    case "play":
      return lab.play();
    case "pause":
      return lab.pause();
    case "seek":
      return lab.seek(message.step);
    case "load":
      return lab.load(message.link);
    case "resize":
      return tell({ type: "resize", height: heightNow() });
    case "trouble":
      return tell(message);
  }
});

document.body.prepend(lab);

let told = 0;
new ResizeObserver(() => {
  const height = heightNow();
  if (height === told) return;
  told = height;
  tell({ type: "resize", height });
}).observe(lab);

if (!parentOrigin) {
  const complaint = document.createElement("p");
  complaint.setAttribute("role", "alert");
  complaint.textContent = "The address of this frame has a parent that is no origin such as https://docs.example, so it speaks with no page.";
  document.body.prepend(complaint);
}

function originIn(text: string | null): string | undefined {
  if (text === null) return "*";
  try {
    const { origin } = new URL(text);
    return origin === text && origin !== "null" ? origin : undefined;
  } catch {
    return undefined;
  }
}
