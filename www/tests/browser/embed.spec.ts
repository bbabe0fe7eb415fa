// A run in somebody's documentation: it costs nothing until it is wanted, works where it is put, and touches nothing around it.

import AxeBuilder from "@axe-core/playwright";
import { breakLab, makeBreakable } from "../support/breakable.ts";
import { expect, POLICY, test } from "../support/host.ts";

const ONE = "<paxos-lab></paxos-lab>";
const FULL = '<paxos-lab controls="full"></paxos-lab>';
const LONG = "<p>More of the guide.</p>".repeat(120);

test("twenty embeds cost no worker and no request until one is wanted, and then all share one worker", async ({ beside }) => {
  const host = await beside(ONE.repeat(20));
  await expect(host.page.getByRole("button", { name: "Start the lab" })).toHaveCount(20);
  expect(host.workers()).toBe(0);
  expect(host.asked).toEqual([]);
  await host.embed(3).start();
  await host.embed(11).start();
  expect(host.workers()).toBe(1);
  expect(host.asked.filter((url) => url.endsWith(".wasm"))).toHaveLength(1);
  await expect(host.page.locator(".begin")).toHaveCount(18);
});

test("two embeds have a run each, and their checks are both carried to the end", async ({ beside }) => {
  const host = await beside(FULL + FULL);
  const [one, other] = [await host.embed(0).start(), await host.embed(1).start()];
  await one.deliver("Put 'A' from C3 to S0");
  await one.isAtStep(1);
  await other.isAtStep(0);
  await one.check();
  await other.check();
  await other.deliver("Put 'B' from C4 to S1");
  await other.isAtStep(1);
  for (const embed of [one, other]) await expect(embed.verdict("linearizable")).toHaveText("Holds - all 16,668 states explored");
});

test("the worker ends with its last user, and begins again with the next", async ({ beside }) => {
  const host = await beside(ONE + ONE);
  await host.embed(0).start();
  await host.embed(1).start();
  await host.embed(0).element.evaluate((element) => element.remove());
  await host.embed(0).deliver("Put 'A' from C3 to S0");
  await host.embed(0).isAtStep(1);
  await host.embed(0).element.evaluate((element) => element.replaceWith(document.createElement("paxos-lab")));
  await expect.poll(() => host.workers()).toBe(0);
  await host.embed(0).start();
  expect(host.workers()).toBe(1);
});

test("an embed that is moved elsewhere in the guide waits behind its poster again", async ({ beside }) => {
  const host = await beside(`<div id="here">${ONE}</div><div id="there"></div>`);
  const embed = await host.embed().start();
  await embed.element.getByRole("button", { name: "Deliver Put 'A' from C3 to S0", exact: true }).evaluate((button) => {
    (button as HTMLElement).click();
    document.querySelector("#there")!.append(document.querySelector("paxos-lab")!);
  });
  await expect(embed.begin).toBeVisible();
  await embed.start();
  await embed.isAtStep(0);
});

test("the script may be in a guide twice", async ({ beside, baseURL }) => {
  const host = await beside(ONE, { head: `<script src="${baseURL}paxos-lab.js" defer></script>` });
  await host.embed().start();
});

test("a panic in one embed is heard by all, and each has its run back in one new worker", async ({ beside }) => {
  const host = await beside(ONE + ONE);
  await makeBreakable(host.page);
  const [one, other] = [await host.embed(0).start(), await host.embed(1).start()];
  await other.deliver("Put 'B' from C4 to S1");
  await other.isAtStep(1);
  await breakLab(host.page, "index out of bounds");
  await one.deliver("Put 'A' from C3 to S0");
  for (const embed of [one, other]) await expect(embed.element.locator(".notice")).toContainText("your run is kept");
  await other.isAtStep(1);
  await one.deliver("Put 'A' from C3 to S0");
  await one.isAtStep(1);
  expect(host.workers()).toBe(1);
});

test.describe("policies", () => {
  test("beside the lab, an embed works under the policy that the README names", async ({ beside }) => {
    const host = await beside(FULL, { policy: POLICY.beside });
    const embed = await host.embed().start();
    await embed.check();
    await expect(embed.verdict("linearizable")).toHaveText("Holds - all 16,668 states explored");
  });

  test("on another origin, an embed works under the policy that the README names", async ({ elsewhere, baseURL }) => {
    const host = await elsewhere(FULL, { policy: POLICY.elsewhere(new URL(baseURL!).origin) });
    expect(host.asked).toEqual([]);
    await expect(host.embed().begin).toHaveCSS("min-height", "44px");
    const embed = await host.embed().start();
    await embed.deliver("Put 'A' from C3 to S0");
    await embed.isAtStep(1);
    await embed.check();
    await expect(embed.verdict("linearizable")).toHaveText("Holds - all 16,668 states explored");
    expect(host.asked.map((url) => url.slice(baseURL!.length)).toSorted()).toEqual(["paxos_lab_bg.wasm", "worker.js"]);
  });

  test("beside the lab, a policy that isn't sent with the worker needs less", async ({ beside }) => {
    const host = await beside(FULL, { policy: ["default-src 'none'", "script-src 'self'", "worker-src 'self'"] });
    const embed = await host.embed().start();
    await embed.check();
    await expect(embed.verdict("linearizable")).toHaveText("Holds - all 16,668 states explored");
  });

  test.describe("that lack something", () => {
    test.use({ expectedComplaints: [/Content.Security.Policy|violates|CSP/i] });
    for (const lacking of ["'wasm-unsafe-eval'", "worker-src", "connect-src"]) {
      test(`without ${lacking} the embed says that it can't start, and the guide stays as it is`, async ({ elsewhere, baseURL }) => {
        const policy = POLICY.elsewhere(new URL(baseURL!).origin).filter((part) => !part.startsWith(lacking)).map((part) => part.replace(lacking, ""));
        const host = await elsewhere(ONE, { policy });
        await host.embed().begin.click();
        await expect(host.embed().element.getByRole("alert")).toContainText("The lab could not be started");
        await expect(host.page.getByRole("heading", { name: "A guide" })).toBeVisible();
      });
    }
  });
});

test.describe("guest manners", () => {
  test("nothing of a hostile style sheet reaches into the embed", async ({ beside }) => {
    const looks = async (head: string) => {
      const host = await beside(`<div><b>${ONE}</b></div>`, { head, viewport: { width: 800, height: 900 } });
      await host.embed().start();
      return host.page.evaluate(() => {
        const root = document.querySelector("paxos-lab")!.shadowRoot!;
        const origin = root.querySelector(".lab")!.getBoundingClientRect();
        return [...root.querySelectorAll(".lab, .stage, .card, .card dt, .envelope, .kind, .told, .transport button, output, .lane-heads text, .elsewhere")].map((element) => {
          const { fontSize, fontFamily, color, direction, textTransform, letterSpacing, lineHeight, textAlign, visibility } = getComputedStyle(element);
          const { x, y, width, height } = element.getBoundingClientRect();
          return JSON.stringify({ fontSize, fontFamily, color, direction, textTransform, letterSpacing, lineHeight, textAlign, visibility, box: [x - origin.x, y - origin.y, width, height].map(Math.round) });
        });
      });
    };
    // As wide with them as without.
    const width = "<style>paxos-lab { display: block; position: absolute; left: 0; width: 700px }</style>";
    const hostile = `<style>
      * { all: unset !important; font-size: 40px !important }
      body { direction: rtl; text-transform: uppercase; line-height: 3; letter-spacing: 1em; visibility: hidden; cursor: none }
      paxos-lab { display: block !important; position: absolute !important; left: 0 !important; width: 700px !important; visibility: visible !important }
      button, p, h1, svg, path { color: red !important; display: none !important }
    </style>`;
    expect(await looks(hostile)).toEqual(await looks(width));
  });

  test("keys belong to the guide until the embed has the focus", async ({ beside }) => {
    const host = await beside(ONE + LONG);
    const embed = await host.embed().start();
    await host.page.locator("p", { hasText: "More of the guide." }).nth(2).click();
    await host.page.keyboard.press("1");
    await host.page.keyboard.press("Space");
    await expect.poll(() => host.page.evaluate(() => scrollY)).toBeGreaterThan(0);
    await embed.isAtStep(0);
    await embed.told.click();
    const there = await host.page.evaluate(() => scrollY);
    await host.page.keyboard.press("1");
    await embed.isAtStep(1);
    await host.page.keyboard.press("ArrowLeft");
    await embed.isAtStep(0);
    await host.page.keyboard.press("Space");
    await expect(embed.element.getByRole("button", { name: "Pause" })).toBeVisible();
    expect(await host.page.evaluate(() => scrollY)).toBe(there);
  });

  test("what is typed in the embed is no shortcut of the guide, but for keys with Ctrl, Alt or Meta", async ({ beside }) => {
    const host = await beside(FULL);
    const embed = await host.embed().start();
    await host.page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(globalThis, { heard });
      document.addEventListener("keydown", ({ key }) => heard.push(key));
    });
    await embed.told.click();
    for (const key of ["1", "n", "ArrowLeft", "Control+k"]) await host.page.keyboard.press(key);
    await embed.element.getByLabel("Seed", { exact: true }).pressSequentially("12");
    await host.page.getByRole("heading", { name: "A guide" }).click();
    await host.page.keyboard.press("n");
    expect(await host.page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard)).toEqual(["Control", "k", "n"]);
  });

  test("a poster has no keys at all", async ({ beside }) => {
    const host = await beside(ONE + LONG);
    await host.embed().begin.focus();
    await host.page.keyboard.press("ArrowDown");
    await expect.poll(() => host.page.evaluate(() => scrollY)).toBeGreaterThan(0);
    await expect(host.embed().begin).toBeVisible();
  });

  test("after the click the focus is in the embed, and Tab goes on through it", async ({ beside }) => {
    const host = await beside(`${ONE}<a href="#after">after</a>`);
    await host.embed().start();
    expect(await host.page.evaluate(() => document.activeElement?.localName)).toBe("paxos-lab");
    await host.page.keyboard.press("Tab");
    expect(await host.page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.localName)).toBe("button");
  });

  test("the guide's address, history and storage are left alone", async ({ beside }) => {
    const host = await beside(FULL);
    const state = () => host.page.evaluate(() => JSON.stringify([location.href, history.length, history.state, Object.entries(localStorage), document.title, document.documentElement.outerHTML.replace(/<paxos-lab[^>]*>/, "")]));
    const before = await state();
    const embed = await host.embed().start();
    await embed.deliver("Put 'A' from C3 to S0");
    await embed.isAtStep(1);
    await embed.element.getByRole("button", { name: "Colours: system" }).click();
    await expect(embed.element.getByRole("button", { name: "Colours: light" })).toBeVisible();
    expect(await state()).toBe(before);
  });
});

test.describe("posters", () => {
  test("a poster tells the settings of the link, and leads to it in the lab", async ({ beside, baseURL }) => {
    const host = await beside('<paxos-lab src="https://docs.example/old/#servers=5&clients=3&network=ordered&lossy=1"></paxos-lab>');
    await expect(host.embed().element.locator(".poster-settings")).toHaveText("5 servers, 3 clients, ordered, lossy");
    const link = host.embed().element.getByRole("link", { name: "Open in Paxos Lab" });
    await expect(link).toHaveAttribute("href", `${baseURL}index.html#servers=5&clients=3&network=ordered&lossy=1`);
    await expect(link).toHaveAttribute("rel", "noopener");
    await expect(link).toHaveAttribute("target", "_blank");
  });

  test("the author's own poster stands there instead, and goes when the run comes", async ({ beside }) => {
    const host = await beside("<paxos-lab><em>A duel of two servers</em></paxos-lab>");
    const own = host.page.getByText("A duel of two servers");
    await expect(own).toBeVisible();
    await expect(host.embed().element.locator(".poster-drawing")).toHaveCount(0);
    await host.embed().start();
    await expect(own).toBeHidden();
  });

  test("with a height nothing moves when the run takes the poster's place", async ({ beside }) => {
    const host = await beside(`<paxos-lab height="480"></paxos-lab><p>after</p>`);
    const place = () => host.page.getByText("after", { exact: true }).boundingBox();
    const before = await place();
    await host.embed().start();
    expect(await place()).toEqual(before);
    expect((await host.embed().element.boundingBox())!.height).toBe(480);
    await expect(host.embed().told).toBeInViewport();
  });

  test("autoplay waits until the embed comes into view", async ({ beside }) => {
    const host = await beside(`${LONG}<paxos-lab autoplay speed="8"></paxos-lab>`);
    await expect(host.embed().begin).toHaveCount(1);
    expect(host.workers()).toBe(0);
    await host.embed().element.scrollIntoViewIfNeeded();
    await expect(host.embed().begin).toHaveCount(0);
    await expect(host.embed().element.getByLabel("Step", { exact: true })).not.toHaveValue("0");
  });

  test("with less motion nothing plays by itself", async ({ beside }) => {
    const host = await beside("<paxos-lab autoplay></paxos-lab>", { reducedMotion: "reduce" });
    await expect(host.embed().begin).toBeInViewport();
    expect(host.workers()).toBe(0);
    await host.embed().start();
    await host.embed().isAtStep(0);
  });
});

test.describe("links", () => {
  /** A run of eight steps, a frozen one. */
  const RUN = "v=1&run=AuXdGA&sum=yGDAQA";

  test("a run is played to its end where its poster was, is verified, and ends there", async ({ beside, baseURL }) => {
    const host = await beside(`<paxos-lab src="#${RUN}" speed="8"></paxos-lab>`);
    const embed = host.embed();
    await expect(embed.begin).toHaveText("Play this run");
    await embed.begin.click();
    // It opens at its end, and is played from its start.
    await expect(embed.element.getByText("step 1 of 8")).toBeVisible();
    await expect(embed.element.getByText("step 8 of 8")).toBeVisible();
    await expect(embed.element.getByRole("button", { name: "Play", exact: true })).toBeVisible();
    await expect(embed.element.locator(".proof")).toHaveText("verified");
    await expect(embed.element.getByText("step 8 of 8")).toBeVisible();
    await expect(embed.element.getByRole("link", { name: "Open in Paxos Lab" })).toHaveAttribute("href", `${baseURL}index.html#${RUN}`);
    await embed.element.getByRole("button", { name: "Step back" }).click();
    await expect(embed.element.getByRole("link", { name: "Open in Paxos Lab" })).toHaveAttribute("href", `${baseURL}index.html#${RUN}&step=7`);
  });

  test("the tag's step, speed and theme go before the link's", async ({ beside }) => {
    const host = await beside(`<paxos-lab src="#${RUN}&step=2&speed=2&theme=light&autoplay=1" step="5" speed="4" theme="dark" autoplay="0" controls="full"></paxos-lab>`);
    const heard = await host.embed().listen();
    await host.embed().element.evaluate((element) => (element as unknown as { pause(): void }).pause());
    await host.embed().isAtStep(5);
    await expect(host.embed().element.getByLabel("Speed")).toHaveValue("4");
    await expect(host.embed().element.getByRole("button", { name: "Colours: dark" })).toBeVisible();
    await expect(host.embed().element.getByRole("button", { name: "Play", exact: true })).toBeVisible();
    expect((await heard()).filter(({ type }) => type === "paxos-step").map(({ detail }) => detail["step"])).toEqual([2, 5]);
  });

  test("another link takes the run's place, by attribute and by script", async ({ beside }) => {
    const host = await beside(`<paxos-lab src="#${RUN}&step=1"></paxos-lab>`);
    const embed = host.embed();
    await embed.element.evaluate((element) => (element as unknown as { seek(step: number): void }).seek(3));
    await embed.isAtStep(3);
    await embed.element.evaluate((element) => element.setAttribute("src", "#v=1&run=E3YoZpqM_kKA&sum=8Jz-1w&step=4"));
    await expect(embed.element.getByText("step 4 of 15")).toBeVisible();
    await embed.element.evaluate((element, link) => (element as unknown as { load(link: string): void }).load(link), `https://docs.example/#${RUN}`);
    await expect(embed.element.getByText("step 8 of 8")).toBeVisible();
  });

  test("a link that can't be read is told in a sentence, as text, over a lab that works", async ({ beside }) => {
    const host = await beside(`<paxos-lab src="#clients=<b>x</b>&v=9&run=%00"></paxos-lab>`);
    const heard = await host.embed().listen();
    await host.embed().begin.click();
    await expect(host.embed().envelopes).toHaveCount(2);
    await expect(host.embed().element.locator(".notice")).toContainText("clients");
    await expect(host.embed().element.locator(".notice b")).toHaveCount(0);
    expect((await heard()).filter(({ type }) => type === "paxos-trouble")).toHaveLength(1);
  });

  test("a panic puts back the run of the link, with the step that was shown", async ({ beside }) => {
    const host = await beside(`<paxos-lab src="#${RUN}&step=5"></paxos-lab>`);
    await makeBreakable(host.page);
    await host.embed().element.evaluate((element) => (element as unknown as { pause(): void }).pause());
    await host.embed().isAtStep(5);
    await breakLab(host.page, "index out of bounds");
    await host.embed().element.getByRole("button", { name: "Step back" }).click();
    await expect(host.embed().element.locator(".notice")).toContainText("your run is kept");
    await host.embed().element.getByRole("button", { name: "Step back" }).click();
    await expect(host.embed().element.getByText("step 4 of 8")).toBeVisible();
  });
});

test.describe("attributes", () => {
  test("controls say how much is shown", async ({ beside }) => {
    const host = await beside('<paxos-lab controls="none"></paxos-lab><paxos-lab></paxos-lab><paxos-lab controls="full"></paxos-lab>');
    const shown: boolean[][] = [];
    for (const nth of [0, 1, 2]) {
      const { element } = await host.embed(nth).start();
      shown.push(await Promise.all([".stage", ".told", ".transport", ".diagram", ".panel", ".top"].map((part) => element.locator(part).isVisible())));
    }
    expect(shown).toEqual([
      [true, true, false, false, false, false],
      [true, true, true, true, false, false],
      [true, true, true, true, true, true],
    ]);
  });

  test("a theme is the embed's own, and the rest of the guide keeps its colours", async ({ beside }) => {
    const host = await beside('<paxos-lab theme="dark"></paxos-lab>');
    const ground = () => host.embed().element.evaluate((element) => getComputedStyle(element.shadowRoot!.querySelector(".lab")!).backgroundColor);
    const dark = await ground();
    await host.embed().element.evaluate((element) => element.setAttribute("theme", "light"));
    await expect.poll(ground).not.toBe(dark);
    expect(await host.page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("normal");
  });

  test("changed attributes take effect while it runs", async ({ beside }) => {
    const host = await beside(ONE);
    const embed = await host.embed().start();
    await embed.deliver("Put 'A' from C3 to S0");
    await embed.isAtStep(1);
    await embed.element.evaluate((element) => element.setAttribute("controls", "full"));
    await expect(embed.element.getByLabel("Speed")).toHaveValue("1");
    await embed.element.evaluate((element) => element.setAttribute("speed", "4"));
    await expect(embed.element.getByLabel("Speed")).toHaveValue("4");
    await embed.element.evaluate((element) => element.setAttribute("step", "0"));
    await embed.isAtStep(0);
    await embed.element.evaluate((element) => element.setAttribute("height", "700"));
    await expect.poll(async () => (await embed.element.boundingBox())!.height).toBe(700);
  });

  test("wrong ones are told in a sentence each, as text, and the rest works", async ({ beside }) => {
    const host = await beside(`<paxos-lab step="-1" speed="fast" theme="<img src=x onerror=alert(1)>" height="9" controls="all" autoplay="perhaps"></paxos-lab>`);
    const embed = host.embed();
    await expect(embed.wrong.locator("p")).toHaveText([
      'The attribute step is "-1"; it has to be a whole number from 0 to 5,000.',
      'The attribute speed is "fast"; it has to be 0.5, 1, 2, 4 or 8.',
      'The attribute autoplay is "perhaps"; it has to be there without a value, or be 1 or 0.',
      'The attribute theme is "<img src=x onerror=alert(1)>"; it has to be system, light or dark.',
      'The attribute height is "9"; it has to be a whole number of pixels from 160 to 10,000.',
      'The attribute controls is "all"; it has to be none, steps or full.',
    ]);
    await embed.start();
    await embed.deliver("Put 'A' from C3 to S0");
    await embed.isAtStep(1);
    await embed.element.evaluate((element) => ["step", "speed", "theme", "height", "controls", "autoplay"].forEach((name) => element.removeAttribute(name)));
    await expect(embed.wrong).toHaveCount(0);
  });

  test("a link that is too long is refused", async ({ beside }) => {
    const host = await beside(`<paxos-lab src="#${"a".repeat(16_384)}"></paxos-lab>`);
    await expect(host.embed().wrong).toHaveText("The link has 16,385 characters; it may have at most 16,384.");
    await host.embed().start();
  });
});

test.describe("scripts of the guide", () => {
  test("hear of every step and verdict, as events", async ({ beside }) => {
    const host = await beside(FULL);
    const heard = await host.embed().listen();
    const embed = await host.embed().start();
    await embed.deliver("Put 'A' from C3 to S0");
    await embed.isAtStep(1);
    await embed.check();
    await expect(embed.verdict("linearizable")).toHaveText("Holds - all 16,668 states explored");
    const events = await heard();
    expect(events.slice(0, 3)).toMatchObject([
      { type: "paxos-ready", detail: { step: 0, last: 0 } },
      { type: "paxos-step", detail: { step: 0, last: 0, label: "Start" } },
      { type: "paxos-step", detail: { step: 1, last: 1, label: "Put 'A' to S0", why: /S0 is asked to write by C3/ } },
    ].map((event) => ({ ...event, detail: { ...event.detail, ...("why" in event.detail && { why: expect.stringMatching(event.detail.why as RegExp) }) } })));
    expect(events).toContainEqual({ type: "paxos-verdict", detail: { property: "linearizable", verdict: "holds", text: "Holds - all 16,668 states explored" } });
    expect(events.filter(({ type }) => type === "paxos-trouble")).toEqual([]);
  });

  test("can play, pause, seek and load before anybody clicked", async ({ beside }) => {
    const host = await beside('<paxos-lab speed="8"></paxos-lab>');
    const embed = host.embed();
    const call = (name: "play" | "pause" | "seek" | "load", ...args: unknown[]) =>
      embed.element.evaluate((element, [name, args]) => (element as unknown as Record<string, (...args: unknown[]) => void>)[name]!(...args), [name, args] as const);
    await call("play");
    await expect(embed.element.getByLabel("Step", { exact: true })).not.toHaveValue("0");
    await call("pause");
    await expect(embed.element.getByRole("button", { name: "Play", exact: true })).toBeVisible();
    await call("seek", 0);
    await embed.isAtStep(0);
    await call("load", "");
    await expect(embed.element.getByText("step 0 of 0")).toBeVisible();
  });

  test("are told what they asked wrongly", async ({ beside }) => {
    const host = await beside('<paxos-lab speed="fast"></paxos-lab>');
    const heard = await host.embed().listen();
    await host.embed().element.evaluate((element) => {
      const lab = element as unknown as { seek(step: unknown): void; load(link: string): void };
      lab.seek("first");
      lab.load("a".repeat(20_000));
    });
    await expect(host.embed().envelopes).toHaveCount(2);
    const troubles = (await heard()).filter(({ type }) => type === "paxos-trouble").map(({ detail }) => detail["message"]);
    expect(troubles).toEqual(["A step to seek has to be a whole number from 0.", "The link has 20,000 characters; it may have at most 16,384."]);
  });
});

for (const width of [320, 600, 1100]) {
  test(`in a column of ${width} px of a wide window nothing overlaps or sticks out`, async ({ beside }) => {
    const host = await beside(`<div id="column">${FULL}</div>`, { head: `<style>#column { width: ${width}px }</style>`, reducedMotion: "reduce" });
    const embed = await host.embed().start();
    await embed.deliver("Put 'A' from C3 to S0");
    await embed.isAtStep(1);
    const out = await host.page.evaluate(() => {
      const root = document.querySelector("paxos-lab")!.shadowRoot!;
      const edge = root.querySelector(".lab")!.getBoundingClientRect().right;
      return [...root.querySelectorAll(".lab *")].filter((element) => !element.closest(".scroller, dialog") && element.getBoundingClientRect().right > edge + 0.5).map((element) => element.className);
    });
    expect(out).toEqual([]);
    const boxes = await embed.element.locator(".card, .envelope").evaluateAll((all) => all.map((element) => element.getBoundingClientRect().toJSON() as DOMRect));
    const overlapping = boxes.flatMap((a, index) => boxes.slice(index + 1).filter((b) => a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5));
    expect(overlapping).toEqual([]);
    await expect(embed.element.locator(".stage")).toHaveAttribute("data-compact", width < 640 ? "yes" : "no");
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on embeds in ${colorScheme} colours`, async ({ beside }) => {
    const host = await beside(`<paxos-lab></paxos-lab><paxos-lab controls="none"></paxos-lab><paxos-lab controls="full"></paxos-lab><paxos-lab speed="fast"><img alt="A duel" src="data:,"></paxos-lab>`, { colorScheme, reducedMotion: "reduce", head: '<meta name="color-scheme" content="light dark">' });
    const found = async () => (await new AxeBuilder({ page: host.page }).include("paxos-lab").analyze()).violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
    expect(await found(), "posters").toEqual([]);
    for (const nth of [0, 1, 2]) await host.embed(nth).start();
    await host.embed(2).deliver("Put 'A' from C3 to S0");
    await host.embed(2).isAtStep(1);
    expect(await found(), "running").toEqual([]);
  });
}
