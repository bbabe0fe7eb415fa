// The custom element <paxos-lab>: holds the state, draws it once a frame, and joins store, worker, clock and keys. Decides nothing
// that the store can decide.

import { html, render } from "lit-html";
import type { Event as LabEvent, StepView } from "../generated/paxos_lab";
import base from "../styles/base.css";
import check from "../styles/check.css";
import diagram from "../styles/diagram.css";
import help from "../styles/help.css";
import history from "../styles/history.css";
import panel from "../styles/panel.css";
import stage from "../styles/stage.css";
import tokens from "../styles/tokens.css";
import { Client } from "./client.ts";
import { HEAD_HEIGHT, ROW_HEIGHT } from "./diagram.ts";
import { isTaken, messageFor } from "./keyboard.ts";
import { Motion } from "./motion.ts";
import { initial, SEED_MAX, update } from "./store.ts";
import type { Message, Order, State, Theme } from "./store.ts";
import { pageView } from "./views/page.ts";

/** Between two steps of play at speed 1. */
const STEP_MS = 1_100;
/** A message's way at speed 1; shorter than a step, so that what it leads to is seen too. */
const TRAVEL_MS = 420;
/** More gestures than that ahead of the stage mean a stuck key. */
const WAITING_MAX = 20;

const sheets = [tokens, base, stage, panel, check, history, diagram, help].map((css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
});

export class PaxosLabElement extends HTMLElement {
  #state: State = initial;
  #client: Client | undefined;
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

  connectedCallback(): void {
    this.#root.adoptedStyleSheets = sheets;
    this.#resized.observe(this);
    document.addEventListener("keydown", this.#onKey);
    const missing = whatIsMissing();
    if (missing) return this.#dispatch({ type: "broken", message: missing });
    const here = document.baseURI;
    this.#client = new Client(
      { worker: new URL("worker.js", here), wasm: new URL("paxos_lab_bg.wasm", here) },
      {
        events: (events) => {
          this.#arrivals = this.#arrivals.then(() => this.#arrive(events));
        },
        // What it answered before comes first, or the run that is replayed would lack it.
        crashed: (message) => {
          this.#arrivals = this.#arrivals.then(() => this.#lost({ type: "crashed", message }));
        },
        broken: (message) => this.#lost({ type: "broken", message }),
      },
    );
    const theme = remembered();
    if (theme) this.#dispatch({ type: "theme", theme });
    this.#dispatch({ type: "start", seed: newSeed() });
  }

  disconnectedCallback(): void {
    this.#client?.close();
    this.#client = undefined;
    this.#resized.disconnect();
    clearTimeout(this.#clock);
    document.removeEventListener("keydown", this.#onKey);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
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

  #apply(message: Message): void {
    const { playing: wasPlaying, theme: oldTheme } = this.#state;
    const { state, orders } = update(this.#state, message);
    this.#state = state;
    for (const order of orders) {
      this.#isBusy ||= isForStage(order);
      this.#client?.send(order);
    }
    if (state.playing !== wasPlaying) this.#schedule();
    if (state.theme !== oldTheme) remember(state.theme);
    this.#redraw();
  }

  /** Events become visible: first the message's way, then the state that it led to. */
  async #arrive(events: LabEvent[]): Promise<void> {
    const step = this.#stepTaken(events);
    if (step) await this.#motion.travel(step, TRAVEL_MS / Math.max(1, this.#state.speed));
    const isAnswer = events.some((event) => event.type === "state" || event.type === "failed");
    if (isAnswer) this.#isBusy = false;
    this.#apply({ type: "lab", events, at: performance.now() });
    this.#draw();
    if (step) this.#motion.settle(step, TRAVEL_MS / Math.max(1, this.#state.speed));
    if (!isAnswer) return;
    const next = this.#waiting.shift();
    if (next) this.#dispatch(next);
    else if (this.#state.playing) this.#schedule();
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

  #openOrClose(dialog: HTMLDialogElement | null): void {
    if (!dialog || dialog.open === this.#state.helping) return;
    if (this.#state.helping) dialog.showModal();
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
      stage: part(".stage-holder")?.clientWidth || Math.min(this.clientWidth || 800, 900),
      diagram: { width: scroller?.clientWidth || this.clientWidth || 800, scrollTop: scroller?.scrollTop ?? 0, height: scroller?.clientHeight || 320 },
    };
    const before = part("[aria-current=step]")?.dataset["row"];
    const held = this.#root.activeElement?.closest(".envelope");
    render(html`${pageView(this.#state, size, { dispatch: this.#dispatch, redraw: this.#redraw, now: () => performance.now(), newSeed })}`, this.#root);
    if (!part(".stage-holder")?.hasAttribute("data-measured")) {
      part(".stage-holder")?.toggleAttribute("data-measured", true);
      this.#redraw();
    }
    this.#openOrClose(part("dialog.help") as HTMLDialogElement | null);
    this.#focusMenu();
    this.dataset["theme"] = this.#state.theme;
    // Who delivers by keyboard goes on from where they are, not from the top of the page.
    if (held && !held.isConnected && !this.#state.menu) part(".envelope[data-idle=no] .deliver")?.focus({ preventScroll: true });
    if (scroller && before !== String(this.#state.shown?.step)) keepInView(scroller, this.#state.shown?.step ?? 0);
  }
}

const THEME_KEY = "paxos-lab-theme";

/** The colours that were chosen on another visit. Some browsers forbid to remember, and then there are none. */
function remembered(): Theme | undefined {
  try {
    const theme = localStorage.getItem(THEME_KEY);
    return theme === "light" || theme === "dark" ? theme : undefined;
  } catch {
    return undefined;
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    // It holds for this visit.
  }
}

function keepInView(scroller: HTMLElement, row: number): void {
  const top = row * ROW_HEIGHT;
  const bottom = top + ROW_HEIGHT + HEAD_HEIGHT;
  if (top < scroller.scrollTop) scroller.scrollTop = Math.max(0, top - ROW_HEIGHT);
  else if (bottom > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = bottom - scroller.clientHeight + ROW_HEIGHT;
}

function changesStage(message: Message): boolean {
  switch (message.type) {
    case "act":
    case "deliver":
    case "drop":
    case "duplicate":
    case "undo":
    case "redo":
    case "fork":
    case "showBranch":
    case "deleteBranch":
    case "seek":
    case "back":
    case "forward":
    case "reset":
    case "tick":
    case "runOn":
    case "configure":
    case "load":
    case "openDiscovery":
    case "check":
      return true;
    default:
      return false;
  }
}

/** Whether its answer is a state. */
function isForStage(order: Order): boolean {
  return order.type === "command" && !/^check|^nameBranch$|^compareBranch$|^estimate$/.test(order.command.type);
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

customElements.define("paxos-lab", PaxosLabElement);
