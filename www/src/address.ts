// The window's address: follows the run, and asks for another when somebody changes it. Writes over its own entry of the browser's
// history while a run goes on, and adds one when another run takes the stage, so that Back goes to the run before.

/** Steps come faster than browsers let an address change. */
const FOLLOW_MS = 300;

export class Address {
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The link that the address is to have. */
  #link = linkHere();
  /** The link that was opened and not yet left: it stays in sight as it was given. */
  #given: { shownAs: string | undefined } | undefined = { shownAs: undefined };
  readonly #changed = () => {
    const link = linkHere();
    if (link === this.#link) return;
    clearTimeout(this.#timer);
    this.#link = link;
    this.#given = { shownAs: undefined };
    this.open(link);
  };

  constructor(private readonly open: (link: string) => void) {
    window.addEventListener("hashchange", this.#changed);
  }

  /** The link that the window was opened with. */
  get link(): string {
    return this.#link;
  }

  /** Where links open. */
  get base(): string {
    return location.href.replace(/#.*$/s, "");
  }

  close(): void {
    clearTimeout(this.#timer);
    window.removeEventListener("hashchange", this.#changed);
  }

  /** `link` is on the stage, of another run than before if `isAnother`. */
  follow(link: string, isAnother: boolean): void {
    if (this.#given) {
      this.#given.shownAs ??= link;
      if (link === this.#given.shownAs) return;
      this.#given = undefined;
    }
    if (link === this.#link) return;
    clearTimeout(this.#timer);
    this.#link = link;
    if (isAnother) this.#write("pushState");
    else this.#timer = setTimeout(() => this.#write("replaceState"), FOLLOW_MS);
  }

  /** Some browsers forbid to do so too often; then the address follows at the next step. */
  #write(how: "pushState" | "replaceState"): void {
    try {
      history[how](null, "", this.#link === "" ? this.base : `${this.base}#${this.#link}`);
    } catch {
      // The run goes on without.
    }
  }
}

function linkHere(): string {
  return location.hash.slice(1);
}
