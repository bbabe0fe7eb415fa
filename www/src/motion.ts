// Makes a step seen: a message travels to its receiver, its receiver lights up, and what it sends comes out of it. Moves elements
// that are there; never changes the state.

import type { StepView } from "../generated/paxos_lab";

export class Motion {
  #travelling: Animation | undefined;

  constructor(private readonly root: ShadowRoot) {}

  /** The message of a step on its way, before the state after it is drawn. */
  async travel(step: StepView, duration: number): Promise<void> {
    const envelope = step.message && this.#envelope(step.message.message);
    if (!envelope || !(step.kind === "deliver" || step.kind === "drop")) return;
    if (isReduced()) return;
    const card = this.#card(Number(envelope.getAttribute("data-dst")));
    const [dx, dy] = step.kind === "drop" || !card ? [0, 36] : between(envelope, card);
    const opacity = step.kind === "drop" ? [1, 0] : [1, 1, 0.35];
    envelope.toggleAttribute("data-travelling", true);
    this.#travelling = envelope.animate({ translate: ["0 0", `${dx}px ${dy}px`], opacity }, { duration, easing: "cubic-bezier(.45,.05,.4,1)", fill: "forwards" });
    // Where nothing is drawn, as in a frame that is hidden, an animation doesn't end, and the page goes on without.
    await Promise.race([this.#travelling.finished.catch(() => undefined), new Promise((after) => setTimeout(after, 2 * duration + 500))]);
    this.#travelling?.cancel();
    this.#travelling = undefined;
    envelope.toggleAttribute("data-travelling", false);
  }

  /** Somebody is waiting: what travels arrives now. */
  hurry(): void {
    this.#travelling?.finish();
  }

  /** After the state is drawn: who acted lights up, and what was sent comes out of its sender. */
  settle(step: StepView, duration: number): void {
    if (step.actor !== undefined) {
      this.#card(step.actor)?.animate({ outlineColor: ["var(--flash)", "var(--flash)", "transparent"] }, { duration: 1100 });
    }
    if (isReduced()) return;
    for (const sent of step.sent) {
      const envelope = this.#envelope(sent.message);
      const card = this.#card(sent.src);
      if (!envelope || !card) continue;
      const [dx, dy] = between(envelope, card);
      envelope.animate({ translate: [`${dx}px ${dy}px`, "0 0"], opacity: [0, 1, 1] }, { duration, easing: "cubic-bezier(.2,.7,.2,1)" });
    }
  }

  #envelope(message: number): HTMLElement | undefined {
    return this.root.querySelector<HTMLElement>(`.envelope[data-message="${message}"]`) ?? undefined;
  }

  #card(actor: number): HTMLElement | undefined {
    return this.root.querySelector<HTMLElement>(`.card[data-actor="${actor}"]`) ?? undefined;
  }
}

function between(from: HTMLElement, to: HTMLElement): [number, number] {
  const a = from.getBoundingClientRect();
  const b = to.getBoundingClientRect();
  return [b.x + b.width / 2 - a.x - a.width / 2, b.y + b.height / 2 - a.y - a.height / 2];
}

export function isReduced(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
