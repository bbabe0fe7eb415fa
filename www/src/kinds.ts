// Kinds of messages, commands and orders, as the element tells them apart. Each table has every kind, so that a new one doesn't compile
// before it is decided. Pure.

import type { Command } from "../generated/paxos_lab";
import type { Message, Order, OutsideOrder } from "./state.ts";

/** What waits while the stage is about to change: what it names may be gone by then. */
const WAITS: Record<Message["type"], boolean> = {
  embed: false,
  poster: false,
  start: false,
  open: true,
  share: false,
  copy: false,
  copyLink: false,
  copied: false,
  export: false,
  lab: false,
  act: true,
  deliver: true,
  drop: true,
  duplicate: true,
  undo: true,
  redo: true,
  fork: true,
  showBranch: true,
  nameBranch: false,
  deleteBranch: true,
  compare: false,
  endComparison: false,
  seek: true,
  back: true,
  forward: true,
  reset: true,
  play: false,
  pause: false,
  tick: true,
  runOn: true,
  stopWork: false,
  seed: false,
  bound: false,
  until: false,
  speed: false,
  tab: false,
  edit: false,
  considerRule: false,
  menu: false,
  term: false,
  changesOnly: false,
  point: false,
  help: false,
  tour: false,
  theme: false,
  configure: true,
  load: true,
  dismiss: false,
  complain: false,
  checkForm: false,
  completing: false,
  check: true,
  pauseCheck: false,
  cancelCheck: false,
  openDiscovery: true,
  shrink: true,
  cancelShrink: false,
  gallery: false,
  galleryCheck: false,
  galleryCancel: false,
  galleryLab: false,
  galleryGone: false,
  openEntry: true,
  lesson: true,
  turn: true,
  answer: true,
  challenge: true,
  hint: false,
  leave: true,
  crashed: false,
  faulted: false,
  broken: false,
};

/** What becomes of the stage by it: it stays, it changes, or another run takes it. */
const STAGE: Record<Command["type"], "stays" | "changes" | "another"> = {
  configure: "another",
  load: "another",
  open: "another",
  openDiscovery: "another",
  act: "changes",
  simulate: "changes",
  seek: "changes",
  showBranch: "changes",
  fork: "changes",
  deleteBranch: "changes",
  shrinkStop: "changes",
  shrinkAdvance: "changes",
  shrinkStart: "stays",
  gallery: "stays",
  share: "stays",
  export: "stays",
  nameBranch: "stays",
  compareBranch: "stays",
  checkStart: "stays",
  checkAdvance: "stays",
  checkStop: "stays",
  ask: "stays",
  vocabulary: "stays",
  estimate: "stays",
  workAdvance: "stays",
  workStop: "stays",
};

export function waits({ type }: Message): boolean {
  return WAITS[type];
}

export function stageAfter({ type }: Command): "stays" | "changes" | "another" {
  return STAGE[type];
}

/** Whether it is none of the worker's. */
export function isOutside(order: Order): order is OutsideOrder {
  return order.type === "copy" || order.type === "save" || order.type === "saveImage";
}
