// The custom element <paxos-lab>: holds the state, draws it once a frame, and joins store, worker, clock, keys and attributes. Decides
// nothing that the store can decide.

import { html, render } from "lit-html";
import type { Command, Event as LabEvent, StepView } from "../generated/paxos_lab";
import type { Address } from "./address.ts";
import { announcements } from "./announce.ts";
import type { AnnouncementEvents } from "./announce.ts";
import { page } from "./assets.ts";
import { ATTRIBUTES, read, whatIsWrongWith } from "./attributes.ts";
import { Client } from "./client.ts";
import { HEAD_HEIGHT, ROW_HEIGHT } from "./diagram.ts";
import { isTaken, messageFor } from "./keyboard.ts";
import { changesStage, isForStage, isOutside } from "./kinds.ts";
import { glance, linkIn } from "./link.ts";
import { isReduced, Motion } from "./motion.ts";
import { carryOut, textOf } from "./outside.ts";
import { sheets } from "./sheets.ts";
import { initial, SEED_MAX } from "./state.ts";
import { update } from "./store.ts";
import type { Message, State } from "./state.ts";
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
  /** An order that changes the stage is on its way; until its answer is drawn, indices on the stage are stale. */
  #isBusy = false;
  #waiting: Message[] = [];
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
    this.#waiting = this.#waiting.filter(({ type }) => type !== "play");
    this.#whenShown({ type: "pause" });
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
    this.#around = surroundingsOf(this);
    this.#root.adoptedStyleSheets = sheets;
    this.#around.keys.addEventListener("keydown", this.#onKey);
    if (this.#around.hasPoster) {
      this.#root.addEventListener("slotchange", this.#findPoster);
      this.#readAttributes();
      this.#findPoster();
      this.#draw();
      // A host's styles may take the element's own box from it.
      this.#resized.observe(this.#root.querySelector(".lab")!);
    } else {
      const theme = this.#around.remembered();
      if (theme) this.#dispatch({ type: "theme", theme });
      this.#address = this.#around.address((link) => this.#dispatch({ type: "open", text: link }));
      for (const name of ["dragover", "dragleave", "drop"]) document.addEventListener(name, this.#onDrag);
      this.#start();
      this.#resized.observe(this);
    }
  }

  disconnectedCallback(): void {
    this.#client?.close();
    this.#client = undefined;
    this.#gallery?.close();
    this.#gallery = undefined;
    this.#isBusy = false;
    this.#waiting = [];
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
      events: (events) => {
        this.#arrivals = this.#arrivals.then(() => this.#arrive(events));
      },
      // What it answered before comes first, or the run that is replayed would lack it.
      crashed: (message, byAnother) => {
        this.#arrivals = this.#arrivals.then(() => this.#lost({ type: "crashed", message, byAnother }));
      },
      broken: (message) => this.#lost({ type: "broken", message }),
    });
    this.#dispatch({ type: "start", seed: newSeed(), address: this.#address?.base ?? page ?? "", link: this.#address?.link ?? "", calm: isReduced() });
  }

  readonly #complain = (error: unknown): void => this.#dispatch({ type: "complain", message: error instanceof Error ? error.message : String(error) });

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
    if (this.#isBusy && changesStage(message)) {
      if (this.#waiting.length < WAITING_MAX) this.#waiting.push(message);
      this.#motion.hurry();
      return;
    }
    this.#apply(message);
  };

  /** At once if a run is on the stage, and else as soon as it is. */
  #whenShown(message: Message): void {
    if (this.#state.shown) this.#dispatch(message);
    else this.#waiting.push(message);
  }

  #apply(message: Message): void {
    const before = this.#state;
    const { state, orders } = update(this.#state, message);
    this.#state = state;
    for (const order of orders) {
      this.#isBusy ||= isForStage(order);
      if (isOutside(order)) carryOut(order).then(({ copied }) => copied && this.#dispatch({ type: "copied", what: copied }), this.#complain);
      else if (order.type === "gallery") this.#askGallery(order.command);
      else this.#client?.send(order);
    }
    // A lesson has no link of its own steps.
    if (state.shown && state.shown !== before.shown && !state.visit) this.#address?.follow(state.shown.link, message.type === "lab" && message.events.some(({ type }) => type === "configured") && before.shown !== undefined);
    if (state.playing !== before.playing) this.#schedule();
    // What a link asks for is for this visit.
    if (message.type === "theme") this.#around?.remember(state.theme);
    this.#redraw();
    for (const { name, detail } of announcements(before, state)) this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
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
  async #arrive(events: LabEvent[]): Promise<void> {
    const client = this.#client;
    const step = this.#stepTaken(events);
    if (step) await this.#motion.travel(step, TRAVEL_MS / Math.max(1, this.#state.speed));
    // The element was taken out of its document meanwhile.
    if (!client || client !== this.#client) return;
    const isAnswer = events.some((event) => event.type === "state" || event.type === "failed");
    if (isAnswer) this.#isBusy = false;
    // What was to be done with a run that can't be opened isn't done with another.
    if (events.some((event) => event.type === "failed")) this.#waiting = this.#waiting.filter(({ type }) => type !== "play" && type !== "seek");
    this.#apply({ type: "lab", events, at: performance.now() });
    this.#draw();
    if (step) this.#motion.settle(step, TRAVEL_MS / Math.max(1, this.#state.speed));
    if (!isAnswer) return;
    while (!this.#isBusy && this.#waiting.length > 0) this.#dispatch(this.#waiting.shift()!);
    if (!this.#isBusy && this.#state.playing) this.#schedule();
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
    this.#isBusy = false;
    this.#waiting = [];
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
