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
