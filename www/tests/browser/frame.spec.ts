// The lab in an iframe of somebody's page: what the two say to each other, and what the frame makes of nonsense.

import type { Frame, Page } from "@playwright/test";
import { expect, test } from "../support/host.ts";
import type { HostPage } from "../support/host.ts";

type Said = Record<string, unknown> & { type: string };

/** Writes down all that frames say to the page, and where it came from. */
const LISTEN = () => {
  const heard: unknown[] = [];
  Object.assign(globalThis, { heard });
  addEventListener("message", ({ data }) => heard.push(data));
};

async function heard(page: Page, type?: string): Promise<Said[]> {
  const all = await page.evaluate(() => (globalThis as unknown as { heard: Said[] }).heard);
  return all.filter((said) => !type || said.type === type);
}

async function say(page: Page, message: unknown, nth = 0): Promise<void> {
  await page.evaluate(([message, nth]) => document.querySelectorAll("iframe")[nth as number]!.contentWindow!.postMessage(message, "*"), [message, nth] as const);
}

function frame(host: HostPage): Frame {
  return host.page.frames()[1]!;
}

const ask = (type: string, fields: Record<string, unknown> = {}) => ({ target: "paxos-lab", type, ...fields });

test("a frame costs nothing until it is wanted, and then tells of every step", async ({ elsewhere, baseURL }) => {
  const host = await elsewhere("<script></script>");
  await host.page.evaluate(LISTEN);
  await host.page.evaluate((src) => document.body.append(Object.assign(document.createElement("iframe"), { src, title: "A run", width: 700, height: 480 })), `${baseURL}embed.html`);
  const inside = host.page.frameLocator("iframe");
  await expect(inside.getByRole("button", { name: "Start the lab" })).toBeVisible();
  expect(host.workers()).toBe(0);
  await inside.locator(".begin").click();
  await inside.getByRole("button", { name: "Deliver Put 'A' from C3 to S0", exact: true }).click();
  await expect.poll(async () => (await heard(host.page, "step")).length).toBe(2);
  expect(await heard(host.page, "ready")).toEqual([{ source: "paxos-lab", type: "ready" }]);
  expect((await heard(host.page, "step"))[1]).toMatchObject({ source: "paxos-lab", step: 1, last: 1, label: "Put 'A' to S0" });
});

test("the page plays, pauses, seeks and loads", async ({ elsewhere, baseURL }) => {
  const host = await elsewhere(`<iframe title="A run" width="700" height="480" src="${baseURL}embed.html#speed=8"></iframe>`);
  await host.page.evaluate(LISTEN);
  const step = frame(host).getByLabel("Step", { exact: true });
  await say(host.page, ask("play"));
  await expect.poll(async () => (await heard(host.page, "step")).length).toBeGreaterThan(2);
  await say(host.page, ask("pause"));
  await expect(frame(host).getByRole("button", { name: "Play", exact: true })).toBeVisible();
  await say(host.page, ask("seek", { step: 1 }));
  await expect(step).toHaveValue("1");
  await say(host.page, ask("load", { link: "" }));
  await expect(frame(host).getByText("step 0 of 0")).toBeVisible();
  expect(await heard(host.page, "trouble")).toEqual([]);
});

test("nonsense is answered by a sentence, and nothing else happens", async ({ elsewhere, baseURL }) => {
  const host = await elsewhere(`<iframe title="A run" width="700" height="480" src="${baseURL}embed.html"></iframe>`);
  await host.page.evaluate(LISTEN);
  const nonsense = [ask("stop"), ask("seek", { step: "1" }), ask("seek", { step: -1 }), ask("load", { link: "a".repeat(2_000_000) }), ask("load", { link: { toString: 1 } }), ask("play", { html: "<b>" })];
  for (const message of [null, "play", [], { target: "other", type: "play" }, ...nonsense]) await say(host.page, message);
  await expect.poll(async () => (await heard(host.page, "trouble")).length).toBe(nonsense.length);
  for (const { message } of await heard(host.page, "trouble")) expect((message as string).length).toBeLessThan(200);
  await expect(frame(host).locator(".begin")).toBeVisible();
  expect(host.workers()).toBe(0);
});

test("another window than the page around it isn't heard", async ({ elsewhere, baseURL }) => {
  const host = await elsewhere(`<iframe title="A run" src="${baseURL}embed.html"></iframe><iframe title="Another" src="${baseURL}embed.html"></iframe>`);
  await host.page.evaluate(LISTEN);
  await expect(frame(host).locator(".begin")).toBeVisible();
  await host.page.frames()[2]!.evaluate((message) => parent.frames[0]!.postMessage(message, "*"), ask("play"));
  await host.page.frames()[2]!.evaluate((message) => parent.frames[0]!.postMessage(message, "*"), ask("nonsense"));
  // What the page itself asks after that is answered after that.
  await say(host.page, ask("last"));
  await expect.poll(async () => (await heard(host.page, "trouble")).map(({ message }) => message)).toEqual(['The type is "last"; it has to be play, pause, seek, load or resize.']);
  await expect(frame(host).locator(".begin")).toBeVisible();
});

test.describe("a frame that speaks with one origin", () => {
  // The browser tells whoever looks that a message went nowhere.
  test.use({ expectedComplaints: [/postMessage/] });

  test("speaks with no other", async ({ elsewhere, baseURL }) => {
    const host = await elsewhere(`<iframe title="A run" src="${baseURL}embed.html?parent=https://docs.example"></iframe>`);
    await host.page.evaluate(LISTEN);
    await expect(frame(host).locator(".begin")).toBeVisible();
    await say(host.page, ask("play"));
    await frame(host).locator(".begin").click();
    await expect(frame(host).locator(".envelope")).toHaveCount(2);
    await expect(frame(host).getByText("step 0 of 0")).toBeVisible();
    expect(await heard(host.page)).toEqual([]);
    const own = new URL(host.page.url()).origin;
    await host.page.evaluate((src) => (document.querySelector("iframe")!.src = src), `${baseURL}embed.html?parent=${own}`);
    await expect.poll(async () => (await heard(host.page, "resize")).length).toBeGreaterThan(0);
  });

  test("says so when the origin that it names is none", async ({ elsewhere, baseURL }) => {
    const host = await elsewhere(`<iframe title="A run" src="${baseURL}embed.html?parent=docs.example/path"></iframe>`);
    await expect(frame(host).getByRole("alert")).toContainText("is no origin");
  });
});

test("the frame becomes as high as it asks, by the script for hosts", async ({ elsewhere, baseURL }) => {
  const host = await elsewhere(`<iframe title="A run" width="700" height="200" src="${baseURL}embed.html?controls=full"></iframe>`, {
    head: `<script src="${baseURL}paxos-lab-frame.js" defer></script>`,
    policy: ["default-src 'none'", `frame-src ${new URL(baseURL!).origin}`, `script-src ${new URL(baseURL!).origin}`],
  });
  const size = async () => {
    const [outer, inner] = await Promise.all([host.page.locator("iframe").evaluate((frame) => frame.clientHeight), frame(host).evaluate(() => Math.ceil(document.querySelector("paxos-lab")!.getBoundingClientRect().height))]);
    return { outer, inner, scrolls: await frame(host).evaluate(() => document.documentElement.scrollHeight > innerHeight) };
  };
  await expect.poll(async () => (await size()).outer).toBeGreaterThan(250);
  await frame(host).locator(".begin").click();
  await expect(frame(host).locator(".envelope")).toHaveCount(2);
  await expect.poll(async () => (await size()).outer).toBeGreaterThan(700);
  await expect.poll(async () => { const { outer, inner } = await size(); return outer - inner; }).toBe(0);
  expect((await size()).scrolls).toBe(false);
});

test("a script that comes late makes the frame as high as well", async ({ elsewhere, baseURL }) => {
  const host = await elsewhere(`<iframe title="A run" width="700" height="200" src="${baseURL}embed.html"></iframe>`);
  await expect(frame(host).locator(".begin")).toBeVisible();
  await host.page.addScriptTag({ url: `${baseURL}paxos-lab-frame.js` });
  await expect.poll(() => host.page.locator("iframe").evaluate((frame) => frame.clientHeight)).toBeGreaterThan(250);
});

test("a frame that asks for too much, or that isn't the lab's, gets nothing", async ({ elsewhere, baseURL }) => {
  const host = await elsewhere(`<iframe id="lab" title="A run" height="200" src="${baseURL}embed.html"></iframe><iframe id="other" title="Another" height="200" src="${baseURL}icon.svg"></iframe>`, {
    head: `<script src="${baseURL}paxos-lab-frame.js" defer></script>`,
  });
  const heights = () => host.page.locator("iframe").evaluateAll((frames) => frames.map((frame) => (frame as HTMLIFrameElement).height));
  await expect(frame(host).locator(".begin")).toBeVisible();
  const tell = (nth: number, message: unknown) => host.page.frames()[nth]!.evaluate((message) => parent.postMessage(message, "*"), message);
  for (const height of ["9", -5, 0.5, null, NaN]) await tell(1, { source: "paxos-lab", type: "resize", height });
  await tell(2, { source: "paxos-lab", type: "resize", height: 900 });
  await tell(1, { source: "paxos-lab", type: "resize", height: 10_000_000 });
  await expect.poll(heights).toEqual(["4000", "200"]);
});

test("a frame plays the run of its address, and follows when that changes", async ({ elsewhere, baseURL }) => {
  const host = await elsewhere(`<iframe title="A run" width="700" height="480" src="${baseURL}embed.html?step=2#v=1&amp;run=AuXdGA&amp;sum=yGDAQA&amp;speed=8"></iframe>`);
  await host.page.evaluate(LISTEN);
  await frame(host).locator(".begin").click();
  await expect(frame(host).getByText("step 8 of 8")).toBeVisible();
  await expect.poll(async () => (await heard(host.page, "step")).map(({ step }) => step).slice(-6)).toEqual([3, 4, 5, 6, 7, 8]);
  await frame(host).evaluate(() => (location.hash = "#v=1&run=E3YoZpqM_kKA&sum=8Jz-1w"));
  await expect(frame(host).getByText("step 2 of 15")).toBeVisible();
});

test("the link is the frame's own address, and a new one opens it", async ({ elsewhere, baseURL }) => {
  const host = await elsewhere(`<iframe title="A run" width="700" height="480" src="${baseURL}embed.html?controls=none#servers=5&clients=3"></iframe>`);
  await expect(frame(host).locator(".poster-settings")).toHaveText("5 servers, 3 clients");
  await frame(host).evaluate(() => (location.hash = "#servers=3&clients=1"));
  await expect(frame(host).locator(".poster-settings")).toHaveText("3 servers, 1 client");
  await frame(host).locator(".begin").click();
  await expect(frame(host).locator(".stage")).toBeVisible();
  await expect(frame(host).locator(".transport")).toHaveCount(0);
});
