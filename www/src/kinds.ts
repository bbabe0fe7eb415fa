// Kinds of messages and orders, as the element tells them apart. Pure.

import type { Message, Order, OutsideOrder } from "./state.ts";

/** Whether it waits while the stage is about to change: what it names may be gone by then. */
export function changesStage(message: Message): boolean {
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
    case "open":
    case "openDiscovery":
    case "check":
    case "shrink":
    case "openEntry":
    case "lesson":
    case "turn":
    case "answer":
    case "challenge":
    case "leave":
      return true;
    default:
      return false;
  }
}

/** Whether its answer is a state. */
export function isForStage(order: Order): boolean {
  return order.type === "command" && !/^check|^shrink|^nameBranch$|^compareBranch$|^estimate$|^share$|^export$/.test(order.command.type);
}

/** Whether it is none of the worker's. */
export function isOutside(order: Order): order is OutsideOrder {
  return order.type === "copy" || order.type === "save" || order.type === "saveImage";
}
