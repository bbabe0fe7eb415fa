// Where the element is: on its own page, which it has to itself, or in somebody else's, of which it touches nothing. All that differs
// between the two is here, or follows from the store's `embed`.

import { Address } from "./address.ts";
import type { Theme } from "./state.ts";

export interface Surroundings {
  /** Where keys are heard. */
  keys: EventTarget;
  /** The window's address, if that is its own. */
  address(open: (link: string) => void): Address | undefined;
  /** Whether it waits behind a poster until somebody wants it. */
  hasPoster: boolean;
  remembered(): Theme | undefined;
  remember(theme: Theme): void;
}

export function surroundingsOf(element: HTMLElement): Surroundings {
  return element.hasAttribute("page") ? ownPage : guest(element);
}

const THEME_KEY = "paxos-lab-theme";

const ownPage: Surroundings = {
  keys: document,
  address: (open) => new Address(open),
  hasPoster: false,
  /** The colours that were chosen on another visit. Some browsers forbid to remember, and then there are none. */
  remembered() {
    try {
      const theme = localStorage.getItem(THEME_KEY);
      return theme === "light" || theme === "dark" ? theme : undefined;
    } catch {
      return undefined;
    }
  },
  remember(theme) {
    try {
      localStorage.setItem(THEME_KEY, theme);
    } catch {
      // It holds for this visit.
    }
  },
};

/** Hears keys only while the focus is in it, so that the host's page scrolls as ever. */
function guest(element: HTMLElement): Surroundings {
  return { keys: element, address: () => undefined, hasPoster: true, remembered: () => undefined, remember: () => undefined };
}
