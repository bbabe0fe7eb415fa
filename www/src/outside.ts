// What is done outside the page: the clipboard, files that are saved, files that are opened. Decides nothing about runs.

import type { OutsideOrder } from "./state.ts";

/** As much as the lab reads. */
const FILE_MAX = 64 * 1024 * 1024;
/** Dots for one of the picture, so that it is sharp on a dense screen. */
const SCALE = 2;
/** More than browsers draw. */
const SIDE_MAX = 16_384;

/** Carries an order out, and answers with what to tell the person; rejects with a sentence. */
export async function carryOut(order: OutsideOrder): Promise<{ copied?: string }> {
  switch (order.type) {
    case "copy":
      try {
        await navigator.clipboard.writeText(order.text);
      } catch {
        // Where the address isn't secure there is no clipboard at all.
        throw new Error("The browser doesn't let this page copy; select the text and copy it by hand.");
      }
      return { copied: order.what };
    case "save":
      save(new Blob([order.text], { type: order.mediaType }), order.file);
      return {};
    case "saveImage":
      save(await drawn(order.svg), order.file);
      return {};
  }
}

/** A file's text. */
export async function textOf(file: File): Promise<string> {
  if (file.size > FILE_MAX) throw new Error(`"${file.name.slice(0, 40)}" has ${file.size.toLocaleString("en-US")} bytes, and a run's file has at most ${FILE_MAX.toLocaleString("en-US")}.`);
  return file.text().catch(() => {
    throw new Error(`"${file.name.slice(0, 40)}" can't be read.`);
  });
}

function save(content: Blob, file: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = file;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A picture in dots. */
async function drawn(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode().catch(() => {
      throw new Error("The browser doesn't draw the picture here; save it as SVG, or by: paxos export LINK --format png");
    });
    const { naturalWidth: width, naturalHeight: height } = picture;
    const scale = Math.min(SCALE, SIDE_MAX / width, SIDE_MAX / height);
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const dots = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
    if (!dots) throw new Error("This run is too long for a picture in dots; save it as SVG.");
    return dots;
  } finally {
    URL.revokeObjectURL(address);
  }
}
