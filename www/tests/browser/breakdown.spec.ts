// When things break: the lab traps, or can't be started at all. The page says so, keeps the run, and goes on if it can.

import { breakLab, makeBreakable, READY_TO_BREAK } from "../support/breakable.ts";
import { expect, test } from "../support/page.ts";

test("a panic is shown with its message, the run is kept, and stepping goes on", async ({ labWith }) => {
  const lab = await labWith({});
  await makeBreakable(lab.page);
  await lab.open();
  await lab.deliver("Put 'A' from C3 to S0");
  await lab.deliver("Prepare (1, S0) from S0 to S1");
  const before = await lab.cards();
  await breakLab(lab.page, "panicked at src/session.rs:200: index out of bounds");
  await lab.envelope("Deliver Prepare (1, S0) from S0 to S2").click();
  await expect(lab.notice).toContainText("your run is kept");
  await expect(lab.notice).toContainText("panicked at src/session.rs:200: index out of bounds");
  await expect(lab.page.getByText("step 2 of 2")).toBeVisible();
  expect(await lab.cards()).toEqual(before);
  await lab.deliver("Prepare (1, S0) from S0 to S2");
  await expect(lab.page.getByText("step 3 of 3")).toBeVisible();
  await lab.button("Back to the start").click();
  await lab.isAtStep(0);
});

test("a trap in the middle of a check is shown, the stage is kept, and another check finds everything", async ({ labWith }) => {
  const lab = await labWith({});
  await makeBreakable(lab.page);
  await lab.open();
  await lab.settings({ clients: "6", lossy: true });
  await lab.deliver("Put 'A' from C3 to S0");
  await lab.check();
  await expect.poll(() => lab.unique()).toBeGreaterThan(100);
  await breakLab(lab.page, "");
  await expect(lab.notice).toContainText("The check has to be started again");
  await expect(lab.result).toHaveCount(0);
  await lab.isAtStep(1);
  await lab.settings({ clients: "2", lossy: false });
  await lab.button("Check").click();
  await expect(lab.verdict("linearizable").locator(".text")).toHaveText("Holds - all 16,668 states explored");
});

test("a lab that always breaks down ends in a sentence, not in a loop", async ({ labWith }) => {
  const lab = await labWith({});
  await makeBreakable(lab.page);
  await lab.open();
  await lab.page.unroute("**/worker.js");
  await makeBreakable(lab.page, READY_TO_BREAK);
  await breakLab(lab.page, "for ever");
  await lab.envelope("Deliver Put 'A' from C3 to S0").click();
  await expect(lab.page.getByRole("alert")).toContainText("The lab breaks down again and again");
});

test("a browser without WebAssembly gets a sentence", async ({ labWith }) => {
  const lab = await labWith({});
  await lab.page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly"));
  await lab.visit();
  await expect(lab.page.getByRole("alert")).toHaveText("This page needs WebAssembly, which this browser does not have or has switched off.");
});

test("a browser without workers gets a sentence", async ({ labWith }) => {
  const lab = await labWith({});
  await lab.page.addInitScript(() => Reflect.deleteProperty(globalThis, "Worker"));
  await lab.visit();
  await expect(lab.page.getByRole("alert")).toHaveText("This page needs web workers, which this browser does not have or has switched off.");
});

test("a browser that refuses the page its worker gets a sentence", async ({ labWith }) => {
  const lab = await labWith({});
  await lab.page.addInitScript(() => {
    globalThis.Worker = class {
      constructor() {
        throw new DOMException("no", "SecurityError");
      }
    } as unknown as typeof Worker;
  });
  await lab.visit();
  await expect(lab.page.getByRole("alert")).toContainText("this browser gives the page no worker");
});

test("a browser without scripts gets a sentence", async ({ labWith }) => {
  const lab = await labWith({ javaScriptEnabled: false });
  await lab.visit();
  await expect(lab.page.locator(".noscript")).toContainText("it needs JavaScript and WebAssembly");
  await expect(lab.page.locator(".noscript")).toBeInViewport();
});

test.describe("when the server lacks a file", () => {
  test.use({ expectedComplaints: [/404|MIME type|wasm/i] });

  test("a page whose wasm is missing says that the lab could not be started", async ({ labWith }) => {
    const lab = await labWith({});
    await lab.page.route("**/*.wasm", (route) => route.fulfill({ status: 404, body: "" }));
    await lab.visit();
    await expect(lab.page.getByRole("alert")).toContainText("The lab could not be started");
  });

  test("a page whose worker is missing says that the lab could not be started", async ({ labWith }) => {
    const lab = await labWith({});
    await lab.page.route("**/worker.js", (route) => route.fulfill({ status: 404, body: "" }));
    await lab.visit();
    await expect(lab.page.getByRole("alert")).toContainText("The lab could not be started");
  });
});
