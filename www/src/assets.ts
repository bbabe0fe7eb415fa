// Where the worker and the wasm come from: from beside this script, by address or, on another origin, by way of this document; or from
// inside a document that holds everything. Nothing is fetched before it is asked for.

/** Where the script is, as only its first moment tells; empty if its text stands in the document. */
export const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";

export interface Assets {
  worker(): Promise<Worker>;
  /** An address that the worker may fetch, or the bytes. */
  wasm(): Promise<string | ArrayBuffer>;
}

/** The page beside this script, which everything that an embed shows can be opened in; undefined if there is none. */
export const page: string | undefined = script ? new URL("index.html", script).href : undefined;

export const assets: Assets = script ? beside(script) : inside();

function beside(script: string): Assets {
  const worker = new URL("worker.js", script);
  const wasm = new URL("paxos_lab_bg.wasm", script);
  if (worker.origin === location.origin) return { worker: async () => started(worker.href), wasm: async () => wasm.href };
  // A worker starts from its document's own origin only, and a Blob is of that.
  return {
    worker: async () => startedFrom(await (await fetched(worker)).text()),
    wasm: async () => (await fetched(wasm)).arrayBuffer(),
  };
}

/** Text and packed bytes stand in blocks of the document, which aren't run. */
function inside(): Assets {
  const block = (name: string): string => {
    const text = document.querySelector(`script[data-paxos-lab="${name}"]`)?.textContent;
    if (!text) throw new Error("its script has no address to find the rest by; it works by <script src=\"...\">, and not as a module");
    return text.trim();
  };
  return { worker: async () => startedFrom(block("worker")), wasm: async () => unpacked(block("wasm")) };
}

function started(address: string): Worker {
  try {
    return new Worker(address);
  } catch {
    // Chromium refuses a worker to a page that was opened from a disk.
    throw new Error("this browser gives the page no worker. From a web server, even one on this machine, it does; and paxos-lab.html, which has everything in one file, needs none");
  }
}

/** A classic worker: those of modules don't start from a page that was opened from a disk. */
function startedFrom(text: string): Worker {
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const worker = started(address);
  worker.addEventListener("message", () => URL.revokeObjectURL(address), { once: true });
  return worker;
}

async function fetched(address: URL): Promise<Response> {
  const response = await fetch(address, { credentials: "omit" }).catch(() => {
    throw new Error(`${address.href} could not be fetched; it has to be served with access-control-allow-origin, and this page's Content-Security-Policy has to allow it by connect-src`);
  });
  if (!response.ok) throw new Error(`${address.href} could not be fetched: ${response.status}`);
  return response;
}

async function unpacked(text: string): Promise<ArrayBuffer> {
  return new Response(new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

/** Five characters are four bytes, as in Ascii85, which is a sixteenth shorter than base64; but `x` stands for `<`, which would end the block.
 * The last characters, if they aren't five, are one byte fewer than they are. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.floor((text.length * 4) / 5));
  const view = new DataView(new ArrayBuffer(4));
  for (let from = 0; from < text.length; from += 5) {
    let word = 0;
    for (let at = from; at < from + 5; at++) {
      const code = at < text.length ? text.charCodeAt(at) : 119;
      word = word * 85 + (code === 120 ? 60 : code) - 35;
    }
    view.setUint32(0, word);
    bytes.set(new Uint8Array(view.buffer).subarray(0, bytes.length - (from / 5) * 4), (from / 5) * 4);
  }
  return bytes;
}
