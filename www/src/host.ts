// For the host of frames: makes each iframe of the lab as high as it asks to be. Touches nothing but their height, and hears nothing but
// them.

/** A frame that asks for more is scrolled. */
const HEIGHT_MAX = 4_000;

const base = document.currentScript instanceof HTMLScriptElement ? new URL("embed.html", document.currentScript.src) : undefined;

// What a frame said before is lost.
for (const frame of base ? framesOf(base) : []) frame.contentWindow?.postMessage({ target: "paxos-lab", type: "resize" }, "*");

addEventListener("message", ({ source, origin, data }: MessageEvent<unknown>) => {
  if (!base || origin !== base.origin || typeof data !== "object" || data === null) return;
  const { source: from, type, height } = data as Record<string, unknown>;
  if (from !== "paxos-lab" || type !== "resize" || typeof height !== "number" || !Number.isInteger(height) || height < 1) return;
  const frame = framesOf(base).find((one) => one.contentWindow === source);
  if (frame) frame.height = String(Math.min(height, HEIGHT_MAX));
});

/** The lab's own. */
function framesOf(base: URL): HTMLIFrameElement[] {
  return [...document.querySelectorAll("iframe")].filter((frame) => frame.src.startsWith(base.href));
}
