// Other settings: what they change on the stage, and that the run before isn't lost.

import { expect, test } from "../support/page.ts";

test("five servers on an ordered network start anew and say so", async ({ lab }) => {
  await lab.deliver("Put 'A' from C3 to S0");
  await lab.settings({ servers: "5", network: "ordered" });
  await expect(lab.page.getByRole("article", { name: /^Server/ })).toHaveCount(5);
  await expect(lab.page.locator(".in-a-line")).toHaveText("5 servers · 2 clients · ordered · lossless");
  await expect(lab.notice).toContainText("Started anew");
  await lab.isAtStep(0);
  await lab.deliver("Put 'A' from C5 to S0");
  await expect(lab.card("S0")).toContainText("1 of 3");
});

test("the run before other settings can be fetched back", async ({ lab }) => {
  await lab.deliver("Put 'A' from C3 to S0");
  await lab.settings({ servers: "7", clients: "6" });
  await expect(lab.page.getByRole("article")).toHaveCount(13);
  await lab.button("Back to the previous run").click();
  await expect(lab.page.getByRole("article")).toHaveCount(5);
  await lab.isAtStep(1);
});

test("on a lossy network a message can be lost", async ({ lab }) => {
  await lab.settings({ lossy: true });
  await lab.choose("Put 'A' from C3 to S0", "Lose it");
  await lab.isAtStep(1);
  await expect(lab.envelopes).toHaveCount(1);
  await expect(lab.page.locator('.arrow[data-kind="dropped"]')).toHaveCount(1);
});

test("a server can crash and come back, where the settings allow it", async ({ lab }) => {
  await lab.button("What can happen to S2").click();
  await expect(lab.page.getByRole("menuitem", { name: /^Crash/ })).toContainText("The settings let nobody crash");
  await lab.page.keyboard.press("Escape");
  await lab.settings({ crashes: "1" });
  await lab.choose("S2", "Crash");
  await expect(lab.card("S2")).toHaveAttribute("data-phase", "crashed");
  await expect(lab.card("S2")).toContainText("crashed");
  await lab.button("What can happen to S1").click();
  await expect(lab.page.getByRole("menuitem", { name: /^Crash/ })).toContainText("No more than 1 may be crashed at the same time");
  await lab.page.keyboard.press("Escape");
  await lab.choose("S2", "Recover");
  await expect(lab.card("S2")).not.toHaveAttribute("data-phase", "crashed");
});

test("who says that one may crash gets servers, and clients by a choice of their own", async ({ lab }) => {
  await lab.button("Edit").click();
  const form = lab.page.getByRole("form", { name: "Settings" });
  const [crashes, who] = [form.getByLabel("crashes at the same time"), form.getByLabel("who may crash")];
  await expect(who).toHaveValue("everyone");
  await crashes.selectOption("1");
  await expect(who).toHaveValue("servers");
  await crashes.selectOption("0");
  await expect(who).toHaveValue("everyone");
  await who.selectOption("servers");
  await who.selectOption("everyone");
  await crashes.selectOption("2");
  await expect(who).toHaveValue("everyone");
  await form.getByRole("button", { name: "Start anew" }).click();
  await expect(lab.page.locator(".in-a-line")).toContainText("up to 2 crashed");
});

test("stateright's value chosen is shown by what it asks, its name beside it", async ({ lab }) => {
  await lab.check();
  await expect(lab.verdict("value chosen").locator(".name")).toHaveText("sometimes a read is answered (value chosen)");
  await expect(lab.page.getByRole("tabpanel").locator(".verdict")).toHaveCount(2);
});

test("on a duplicating network a message can be delivered again", async ({ lab }) => {
  await lab.settings({ network: "unordered_duplicating" });
  await lab.deliver("Put 'A' from C3 to S0");
  await expect(lab.page.locator(".envelope", { hasText: "Put" })).toHaveCount(2);
});

test("the form can be closed without a change", async ({ lab }) => {
  await lab.deliver("Put 'A' from C3 to S0");
  await lab.button("Edit").click();
  await lab.page.getByLabel("servers").selectOption("6");
  await lab.page.getByRole("form", { name: "Settings" }).getByRole("button", { name: "Cancel" }).click();
  await lab.isAtStep(1);
  await expect(lab.page.getByRole("article")).toHaveCount(5);
});
