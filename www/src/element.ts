// The custom element <paxos-lab>: holds the state, draws it once a frame, and joins store, worker, clock, keys and attributes. Decides
// nothing that the store can decide.

import { html, nothing, render } from "lit-html";
import type { Command, Event as LabEvent, StepView } from "../generated/paxos_lab";
import type { Address } from "./address.ts";
import { announcements } from "./announce.ts";
import type { AnnouncementEvents } from "./announce.ts";
import { page, script } from "./assets.ts";
import { ATTRIBUTES, read, whatIsWrongWith } from "./attributes.ts";
import { Client } from "./client.ts";
import { HEAD_HEIGHT, ROW_HEIGHT } from "./diagram.ts";
import { isTaken, messageFor } from "./keyboard.ts";
import { isOutside, stageAfter, waits } from "./kinds.ts";
import { glance, linkIn } from "./link.ts";
import { isReduced, Motion } from "./motion.ts";
import { carryOut, textOf } from "./outside.ts";
import { sheets } from "./sheets.ts";
import { initial, SEED_MAX } from "./state.ts";
import { update } from "./store.ts";
import type { Message, Order, State } from "./state.ts";
import { surroundingsOf } from "./surroundings.ts";
import type { Surroundings } from "./surroundings.ts";
import { labView } from "./views/lab.ts";

/** Between two steps of play at speed 1. */
const STEP_MS = 1_100;
/** A message's way at speed 1; shorter than a step, so that what it leads to is seen too. */
const TRAVEL_MS = 420;
/** More gestures than that ahead of the stage mean a stuck key. */
const WAITING_MAX = 20;
/** How far into the window an embed has to come before it plays by itself. */
const IN_VIEW = "-15% 0px";
/** What a person does in an element. */
const GESTURES = ["pointerdown", "click", "keydown", "input", "change", "submit"];

/** The element in which a person did something last. */
let inHand: PaxosLabElement | undefined;

export class PaxosLabElement extends HTMLElement {
  static readonly observedAttributes = ATTRIBUTES;

  #state: State = initial;
  #client: Client | undefined;
  /** The gallery checks in a lab of its own, so that the run and the check on the stage stay as they are. */
  #gallery: Client | undefined;
  #around: Surroundings | undefined;
  readonly #root = this.attachShadow({ mode: "open" });
  readonly #motion = new Motion(this.#root);
  #frame = 0;
  #clock: ReturnType<typeof setTimeout> | undefined;
  /** What was drawn last, and so can be drawn. */
  #drawn: State | undefined;
  #isMending = false;
  /** Commands that change the stage and of which nothing was heard yet: until then indices on it are stale. */
  readonly #awaited = new Set<Command>();
  /** Those that put another run on it, until they are done. */
  readonly #coming = new Set<Command>();
  /** `ofNext`: it is meant for the run that will be on the stage then. */
  #waiting: { message: Message; ofNext: boolean }[] = [];
  #menuOf: string | undefined;
  #menuOpener: HTMLElement | null = null;
  #arrivals: Promise<void> = Promise.resolve();
  readonly #resized = new ResizeObserver(() => this.#redraw());
  #inView: IntersectionObserver | undefined;
  #address: Address | undefined;

  /** Goes along the run to its end, from its start if it is there; on at random if it has no steps. */
  play(): void {
    this.#begin();
    this.#whenShown({ type: "play", alongRun: true });
  }

  pause(): void {
    this.#begin();
    this.#waiting = this.#waiting.filter(({ message }) => message.type !== "play");
    this.#dispatch({ type: "pause" });
    if (!this.#isSettled) this.#whenShown({ type: "pause" });
  }

  seek(step: number): void {
    this.#begin();
    if (Number.isInteger(step) && step >= 0) this.#whenShown({ type: "seek", step });
    else this.#dispatch({ type: "complain", message: "A step to seek has to be a whole number from 0." });
  }

  /** Opens another link, with or without #, or a new run if it is empty. */
  load(link: string): void {
    this.#begin();
    const complaint = whatIsWrongWith(link);
    if (complaint) this.#dispatch({ type: "complain", message: complaint });
    else this.#whenShown({ type: "open", text: linkIn(link) });
  }

  connectedCallback(): void {
    this.#state = initial;
    this.#drawn = undefined;
    this.#forget();
    this.#around = surroundingsOf(this);
    this.#root.adoptedStyleSheets = sheets;
    this.#around.keys.addEventListener("keydown", this.#onKey);
    window.addEventListener("error", this.#onError);
    for (const name of GESTURES) this.#root.addEventListener(name, this.#onGesture, true);
    if (this.#around.hasPoster) {
      this.#root.addEventListener("slotchange", this.#findPoster);
      this.#readAttributes();
      this.#findPoster();
      this.#draw();
      this.#observe();
    } else {
      const theme = this.#around.remembered();
      if (theme) this.#dispatch({ type: "theme", theme });
      this.#address = this.#around.address((link) => this.#dispatch({ type: "open", text: link }));
      for (const name of ["dragover", "dragleave", "drop"]) document.addEventListener(name, this.#onDrag);
      this.#start();
      this.#observe();
    }
  }

  /** A host's styles may take the element's own box from it. */
  #observe(): void {
    this.#resized.disconnect();
    const box = this.#around?.hasPoster ? this.#root.querySelector(".lab") : this;
    if (box) this.#resized.observe(box);
  }

  disconnectedCallback(): void {
    this.#client?.close();
    this.#client = undefined;
    this.#gallery?.close();
    this.#gallery = undefined;
    this.#forget();
    window.removeEventListener("error", this.#onError);
    this.#resized.disconnect();
    this.#inView?.disconnect();
    this.#address?.close();
    for (const name of ["dragover", "dragleave", "drop"]) document.removeEventListener(name, this.#onDrag);
    clearTimeout(this.#clock);
    this.#root.removeEventListener("slotchange", this.#findPoster);
    this.#around?.keys.removeEventListener("keydown", this.#onKey);
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.isConnected || !this.#around?.hasPoster || before === now) return;
    this.#readAttributes();
    const options = this.#state.embed?.options;
    if (!this.#client || !options) return;
    if (name === "src") this.#whenShown({ type: "open", text: options.link });
    if ((name === "src" || name === "step") && options.step !== undefined) this.#whenShown({ type: "seek", step: options.step });
  }

  #readAttributes(): void {
    this.#dispatch({ type: "embed", ...read((name) => this.getAttribute(name)) });
    const options = this.#state.embed?.options;
    this.#inView?.disconnect();
    if (this.#client || !options || !(options.autoplay ?? glance(options.link).autoplay) || isReduced()) return;
    this.#inView = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && this.play(), { rootMargin: IN_VIEW });
    this.#inView.observe(this);
  }

  /** An author's poster is an element, or words, between the tags. */
  readonly #findPoster = (): void => {
    const own = this.childElementCount > 0 || !!this.textContent?.trim();
    this.#dispatch({ type: "poster", own });
  };

  /** The run takes the poster's place. */
  #begin(): void {
    if (this.#client || !this.#around?.hasPoster) return;
    this.#inView?.disconnect();
    this.#start();
    const step = this.#state.embed?.options.step;
    if (step !== undefined) this.#whenShown({ type: "seek", step });
  }

  readonly #clicked = (): void => {
    const { link = "" } = this.#state.embed?.options ?? {};
    if (glance(link).content === "run") this.play();
    else this.#begin();
    this.#root.querySelector<HTMLElement>(".lab")?.focus({ preventScroll: true });
  };

  #start(): void {
    const missing = whatIsMissing();
    if (missing) return this.#dispatch({ type: "broken", message: missing });
    this.#client = new Client({
      events: (events, to, isLast) => this.#inTurn(() => this.#arrive(events, to, isLast)),
      // What it answered before comes first, or the run that is replayed would lack it.
      crashed: (message, byAnother) => this.#inTurn(() => this.#lost({ type: "crashed", message, byAnother })),
      broken: (message) => this.#lost({ type: "broken", message }),
    });
    this.#dispatch({ type: "start", seed: newSeed(), address: this.#address?.base ?? page ?? "", link: this.#address?.link ?? "", calm: isReduced() });
  }

  readonly #complain = (error: unknown): void => this.#dispatch({ type: "complain", message: textIn(error) });

  readonly #openFile = (file: File): void => {
    textOf(file).then((text) => this.#dispatch({ type: "open", text }), this.#complain);
  };

  /** A file may be dropped anywhere on the page. */
  readonly #onDrag = (event: Event): void => {
    if (!(event instanceof DragEvent) || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.#root.querySelector(".lab")?.toggleAttribute("data-dropping", event.type === "dragover");
    const file = event.type === "drop" ? event.dataTransfer.files[0] : undefined;
    if (file) this.#openFile(file);
  };

  readonly #onKey = (event: Event): void => {
    if (!(event instanceof KeyboardEvent) || !this.#client) return;
    // Shortcuts of the host would take what is typed in a field in here for theirs: all they see is the element.
    if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
    if (event.defaultPrevented || isTaken(event)) return;
    const message = messageFor(event.key, this.#state);
    if (!message) return;
    event.preventDefault();
    this.#dispatch(message);
  };

  readonly #dispatch = (message: Message): void => {
    if (this.#awaited.size > 0 && waits(message)) {
      if (this.#waiting.length < WAITING_MAX) this.#waiting.push({ message, ofNext: false });
      this.#motion.hurry();
      return;
    }
    this.#apply(message);
  };

  /** At once if a run is on the stage and no other is on its way, and else as soon as that is so. */
  #whenShown(message: Message): void {
    if (this.#isSettled && this.#waiting.length === 0) this.#dispatch(message);
    else this.#waiting.push({ message, ofNext: true });
  }

  get #isSettled(): boolean {
    return this.#state.shown !== undefined && this.#coming.size === 0;
  }

  /** Does what was waiting and needn't wait any more. */
  #goOn(): void {
    while (this.#awaited.size === 0) {
      const next = this.#waiting.findIndex(({ ofNext }) => !ofNext || this.#isSettled);
      if (next < 0) break;
      this.#dispatch(this.#waiting.splice(next, 1)[0]!.message);
    }
    if (this.#awaited.size === 0 && this.#state.playing) this.#schedule();
  }

  /** Nothing is waited for. */
  #forget(): void {
    this.#awaited.clear();
    this.#coming.clear();
    this.#waiting = [];
  }

  /** After what arrived before it, which may still be on its way over the stage. */
  #inTurn(what: () => void | Promise<void>): void {
    this.#arrivals = this.#arrivals.then(what).catch((error: unknown) => this.#mend(error));
  }

  #apply(message: Message): void {
    const before = this.#state;
    try {
      this.#take(message);
    } catch (error) {
      // If it has changed the state, it is only what follows from it that failed.
      const isTaken = this.#state !== before;
      const { events = [], to } = message.type === "lab" && !isTaken ? message : {};
      this.#mend(error, events.some(({ type }) => type === "configured" || type === "trace" || type === "branches" || type === "state"), to);
      if (message.type !== "galleryLab" || isTaken) return;
      this.#gallery?.close();
      this.#loseGallery();
    }
  }

  /** The page itself made a mistake: it says so, and does whatever comes next as ever. `isLost`: what the lab has said of the stage went
   * with it; `to`: in answer to that. */
  #mend(error: unknown, isLost = false, to?: Command): void {
    console.error(error);
    // What tells it may fail too, and then there is nothing more to do.
    if (this.#isMending) return;
    this.#isMending = true;
    this.#apply({ type: "faulted", message: textIn(error), isLost, to });
    this.#isMending = false;
  }

  /** A handler of this element failed. */
  readonly #onError = (event: ErrorEvent): void => {
    const isOurs = event.error instanceof Error && (script === "" || event.filename === script);
    if (!isOurs || (inHand !== this && this.#around?.hasPoster)) return;
    event.preventDefault();
    this.#mend(event.error);
  };

  readonly #onGesture = (): void => {
    inHand = this;
  };

  #take(message: Message): void {
    const before = this.#state;
    const { state, orders } = update(this.#state, message);
    this.#state = state;
    for (const order of orders) this.#carryOut(order);
    // A lesson has no link of its own steps.
    if (state.shown && state.shown !== before.shown && !state.visit) this.#address?.follow(state.shown.link, message.type === "lab" && message.events.some(({ type }) => type === "configured") && before.shown !== undefined);
    if (state.playing !== before.playing) this.#schedule();
    // What a link asks for is for this visit.
    if (message.type === "theme") this.#around?.remember(state.theme);
    this.#redraw();
    for (const { name, detail } of announcements(before, state)) this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  #carryOut(order: Order): void {
    if (isOutside(order)) return void carryOut(order).then(({ copied }) => copied && this.#dispatch({ type: "copied", what: copied }), this.#complain);
    if (order.type === "gallery") return this.#askGallery(order.command);
    if (!this.#client) return;
    try {
      this.#client.send(order);
    } catch (error) {
      // It wasn't sent, so nothing will answer it.
      return this.#mend(error, false, order.type === "command" ? order.command : undefined);
    }
    if (order.type !== "command") return;
    const after = stageAfter(order.command);
    if (after !== "stays") this.#awaited.add(order.command);
    if (after === "another") this.#coming.add(order.command);
  }

  #askGallery(command: Command): void {
    this.#gallery ??= new Client({
      events: (events) => this.#dispatch({ type: "galleryLab", events, at: performance.now() }),
      crashed: () => this.#loseGallery(),
      broken: () => this.#loseGallery(),
    });
    this.#gallery.send({ type: "command", command });
  }

  #loseGallery(): void {
    this.#gallery = undefined;
    this.#dispatch({ type: "galleryGone" });
  }

  /** Events become visible: first the message's way, then the state that it led to. */
  async #arrive(events: LabEvent[], to: Command | undefined, isLast: boolean): Promise<void> {
    const client = this.#client;
    let step: StepView | undefined;
    try {
      step = this.#stepTaken(events);
      if (step) await this.#motion.travel(step, TRAVEL_MS / Math.max(1, this.#state.speed));
    } catch (error) {
      this.#mend(error);
    }
    // The element was taken out of its document meanwhile.
    if (!client || client !== this.#client) return;
    const after = to ? stageAfter(to) : "stays";
    if (to) this.#awaited.delete(to);
    if (to && isLast) this.#coming.delete(to);
    // What was to be done with a run that can't be opened isn't done with another.
    if (after === "another" && events.some(({ type }) => type === "failed")) this.#waiting = this.#waiting.filter(({ ofNext }) => !ofNext);
    this.#apply({ type: "lab", events, to, at: performance.now() });
    this.#draw();
    if (after !== "stays") this.#goOn();
    if (step) this.#motion.settle(step, TRAVEL_MS / Math.max(1, this.#state.speed));
  }

  /** The one step that these events go forward by, if it is one. */
  #stepTaken(events: LabEvent[]): StepView | undefined {
    const shown = events.find((event) => event.type === "state");
    const before = this.#state.shown;
    if (!shown || !before || shown.step !== before.step + 1 || events.some((event) => event.type === "configured")) return undefined;
    const trace = events.find((event) => event.type === "trace");
    return trace && shown.step >= trace.keep ? trace.steps[shown.step - trace.keep] : this.#state.steps[shown.step];
  }

  #lost(message: Message): void {
    // The element was taken out of its document meanwhile.
    if (!this.#client) return;
    this.#forget();
    this.#apply(message);
  }

  #schedule(): void {
    clearTimeout(this.#clock);
    if (this.#state.playing) this.#clock = setTimeout(() => this.#dispatch({ type: "tick" }), STEP_MS / this.#state.speed - TRAVEL_MS / Math.max(1, this.#state.speed));
  }

  #openOrClose(dialog: HTMLDialogElement | null, isOpen: boolean): void {
    if (!dialog || dialog.open === isOpen) return;
    if (isOpen) dialog.showModal();
    else dialog.close();
  }

  /** A menu that opens takes the focus, and gives it back when it closes. */
  #focusMenu(): void {
    const menu = this.#root.querySelector<HTMLElement>(".menu");
    const of = menu?.dataset["of"];
    if (of === this.#menuOf) return;
    const opener = this.#menuOpener;
    this.#menuOf = of;
    this.#menuOpener = menu ? (this.#root.activeElement as HTMLElement | null) : null;
    if (menu) menu.querySelector<HTMLElement>("[role=menuitem]")?.focus({ preventScroll: true });
    else if (opener?.isConnected) opener.focus({ preventScroll: true });
  }

  readonly #redraw = (): void => {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  };

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const state = this.#state;
    try {
      this.#paint();
      this.#drawn = state;
    } catch (error) {
      this.#redrawn(error, state);
    }
  }

  /** What can't be drawn is left for what was drawn before, and if that can't be either, for a sentence. */
  #redrawn(error: unknown, state: State): void {
    if (state.broken) return console.error(error);
    const { shown, steps, branches } = (this.#state = this.#drawn ?? state);
    // Whoever loads the page again isn't to find what can't be drawn.
    if (shown) this.#address?.follow(shown.link, false);
    this.#mend(error, shown !== state.shown || steps !== state.steps || branches !== state.branches);
    try {
      // Half a drawing can't be gone on with.
      render(nothing, this.#root);
      this.#paint();
      this.#drawn = this.#state;
    } catch {
      const message = `This page can't be drawn any more; reload it to go on. It said: ${textIn(error)}`;
      this.#apply({ type: "broken", message });
      render(html`<div class="lab"><div class="broken"><p role="alert">${message}</p></div></div>`, this.#root);
    }
    this.#observe();
  }

  #paint(): void {
    const part = (selector: string) => this.#root.querySelector<HTMLElement>(selector);
    const scroller = part(".scroller");
    const size = {
      stage: part(".stage-holder")?.clientWidth || Math.min(part(".lab")?.clientWidth || this.clientWidth || 800, 900),
      diagram: { width: scroller?.clientWidth || part(".lab")?.clientWidth || 800, scrollTop: scroller?.scrollTop ?? 0, height: scroller?.clientHeight || 320 },
    };
    const before = part("[aria-current=step]")?.dataset["row"];
    const held = this.#root.activeElement?.closest(".envelope");
    const hands = { dispatch: this.#dispatch, redraw: this.#redraw, now: () => performance.now(), newSeed, begin: this.#clicked, openFile: this.#openFile, page };
    render(html`${labView(this.#state, size, hands)}`, this.#root);
    if (!part(".stage-holder")?.hasAttribute("data-measured")) {
      part(".stage-holder")?.toggleAttribute("data-measured", true);
      this.#redraw();
    }
    this.#openOrClose(part("dialog.help") as HTMLDialogElement | null, this.#state.helping);
    this.#openOrClose(part("dialog.share") as HTMLDialogElement | null, this.#state.sharing);
    this.#focusMenu();
    this.dataset["theme"] = this.#state.theme;
    // Who delivers by keyboard goes on from where they are, not from the top of the page.
    if (held && !held.isConnected && !this.#state.menu) part(".envelope[data-idle=no] .deliver")?.focus({ preventScroll: true });
    if (scroller && before !== String(this.#state.shown?.step)) keepInView(scroller, this.#state.shown?.step ?? 0);
  }
}

function keepInView(scroller: HTMLElement, row: number): void {
  const top = row * ROW_HEIGHT;
  const bottom = top + ROW_HEIGHT + HEAD_HEIGHT;
  if (top < scroller.scrollTop) scroller.scrollTop = Math.max(0, top - ROW_HEIGHT);
  else if (bottom > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = bottom - scroller.clientHeight + ROW_HEIGHT;
}

function textIn(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What this browser lacks, in a sentence. */
function whatIsMissing(): string | undefined {
  if (typeof WebAssembly !== "object") return "This page needs WebAssembly, which this browser does not have or has switched off.";
  if (typeof Worker !== "function") return "This page needs web workers, which this browser does not have or has switched off.";
  return undefined;
}

function newSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! % Math.min(SEED_MAX, 1_000_000);
}

// A page of many authors may have the script twice.
if (!customElements.get("paxos-lab")) customElements.define("paxos-lab", PaxosLabElement);

declare global {
  interface HTMLElementTagNameMap {
    "paxos-lab": PaxosLabElement;
  }
  interface HTMLElementEventMap extends AnnouncementEvents {}
}
