// Loads the worker's program. The first message says where it is (`Boot` in
// src/protocol/mod.rs); after that the program listens by itself.

/** Interval between two reports of progress, so that they do not slow down the download. */
const REPORT_MILLIS = 100;

const say = (event) => self.postMessage({ text: JSON.stringify(event), buffers: [] });

/** The same response, whose body reports the bytes that pass. */
function counted(response, total_bytes) {
  let done_bytes = 0;
  let reported = 0;
  const counter = new TransformStream({
    transform(chunk, controller) {
      done_bytes += chunk.byteLength;
      if (performance.now() - reported >= REPORT_MILLIS) {
        reported = performance.now();
        say({ loading_program: { done_bytes, total_bytes } });
      }
      controller.enqueue(chunk);
    },
  });
  // Compiling while loading needs the media type, which a new response does not inherit.
  const headers = { "Content-Type": "application/wasm" };
  return new Response(response.body.pipeThrough(counter), { headers });
}

async function boot({ data }) {
  try {
    const { glue, wasm, wasm_bytes } = JSON.parse(data.text);
    say({ loading_program: { done_bytes: 0, total_bytes: wasm_bytes } });
    const [program, response] = await Promise.all([import(glue), fetch(wasm)]);
    if (!response.ok) throw new Error(`status ${response.status}`);
    await program.default({ module_or_path: counted(response, wasm_bytes) });
  } catch (error) {
    console.error(error);
    say({ fatal: { message: `Its program could not be loaded (${error.message}).` } });
  }
}

self.addEventListener("message", boot, { once: true });
