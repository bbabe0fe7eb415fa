// Puts an element at a point, by the style's own setters: a strict Content-Security-Policy forbids style attributes.

import { nothing } from "lit-html";
import { Directive, directive, PartType } from "lit-html/directive.js";
import type { ElementPart, PartInfo } from "lit-html/directive.js";
import type { Box } from "../layout.ts";

class Place extends Directive {
  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new Error("place() stands alone in an element's tag");
  }

  render(_box: Box): unknown {
    return nothing;
  }

  override update(part: ElementPart, [box]: [Box]): unknown {
    const { style } = part.element as HTMLElement;
    style.setProperty("transform", `translate(${(box.x - box.w / 2).toFixed(1)}px, ${(box.y - box.h / 2).toFixed(1)}px)`);
    style.setProperty("width", `${box.w.toFixed(1)}px`);
    style.setProperty("height", `${box.h.toFixed(1)}px`);
    return nothing;
  }
}

export const place = directive(Place);

class Height extends Directive {
  render(_pixels: number | undefined): unknown {
    return nothing;
  }

  override update(part: ElementPart, [pixels]: [number | undefined]): unknown {
    (part.element as HTMLElement).style.setProperty("height", pixels === undefined ? "" : `${pixels}px`);
    return nothing;
  }
}

export const height = directive(Height);

class PlaceMenu extends Directive {
  render(_left: number, _top: number, _width: number): unknown {
    return nothing;
  }

  override update(part: ElementPart, [left, top, width]: [number, number, number]): unknown {
    const { style } = part.element as HTMLElement;
    style.setProperty("left", `${left.toFixed(1)}px`);
    style.setProperty("top", `${top.toFixed(1)}px`);
    style.setProperty("width", `${width.toFixed(1)}px`);
    return nothing;
  }
}

export const placeMenu = directive(PlaceMenu);

class Columns extends Directive {
  render(_count: number, _isLastEmpty: boolean): unknown {
    return nothing;
  }

  override update(part: ElementPart, [count, isLastEmpty]: [number, boolean]): unknown {
    const wide = "minmax(calc(4.2 * var(--paxos-rem)), 1fr)";
    const all = [...Array<string>(count - 1).fill(wide), isLastEmpty ? "calc(2 * var(--paxos-rem))" : wide];
    (part.element as HTMLElement).style.setProperty("grid-template-columns", `auto ${all.join(" ")}`);
    return nothing;
  }
}

/** A grid of a column for names, and so many, at least one. */
export const columns = directive(Columns);

class Cell extends Directive {
  render(_row: number, _from: number, _to: number): unknown {
    return nothing;
  }

  override update(part: ElementPart, [row, from, to]: [number, number, number]): unknown {
    (part.element as HTMLElement).style.setProperty("grid-area", `${row} / ${from + 1} / ${row + 1} / ${to + 1}`);
    return nothing;
  }
}

/** A place in such a grid: rows from 1 on, columns from 0 on, the end left out. */
export const cell = directive(Cell);
