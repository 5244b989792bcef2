// Answers queries within the browser: Oxigraph in WebAssembly, over the graph as N-Triples.

import init, { Store, defaultGraph } from "oxigraph/web.js";
import { readResults, readTriples } from "./answers";
import { type Fault, explain, spread } from "./faults";
import { FORMATS, type Format, type Reply, type Request, type Run, type Start } from "./messages";
import { bound, declare } from "./texts";
import { formOf, readTokens } from "./tokens";

let store: Store | null = null;
let prefixes: Record<string, string> = {};

const reply = (message: Reply): void => self.postMessage(message);

self.onmessage = (event: MessageEvent<Request>) => {
  if (event.data.kind === "start") void start(event.data);
  else run(event.data);
};

async function start(message: Start): Promise<void> {
  prefixes = message.prefixes;
  try {
    await init({ module_or_path: message.module as WebAssembly.Module });
    const text = await unpack(message.graph as ArrayBuffer);
    store = new Store();
    store.load(text, { format: FORMATS.ntriples.media, no_transaction: true, lenient: true });
    reply({ kind: "started", triples: store.size });
  } catch (error) {
    reply({ kind: "fault", id: 0, fault: tell(`The graph cannot be loaded: ${say(error)}.`) });
  }
}

// Returns the text in gzipped bytes; some web servers have unpacked it on the way already.
async function unpack(bytes: ArrayBuffer): Promise<string> {
  const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  const blob = new Blob([bytes]);
  if (first !== 0x1f || second !== 0x8b) return blob.text();
  const unpacked = blob.stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(unpacked).text();
}

function run(message: Run): void {
  const { id, text, format } = message;
  const began = performance.now();
  try {
    const graph = ["CONSTRUCT", "DESCRIBE"].includes(formOf(readTokens(text)));
    const name: Format = format ?? (graph ? "ntriples" : "json");
    const options = { results_format: FORMATS[name].media, default_graph: defaultGraph() };
    const written = String(store?.query(declare(prefixes) + bound(text), options));
    if (format) return reply({ kind: "written", id, written });
    const seconds = (performance.now() - began) / 1000;
    const answer = graph ? readTriples(written, seconds) : readResults(text, written, seconds);
    return reply({ kind: "answer", id, answer });
  } catch (error) {
    return reply({ kind: "fault", id, fault: locate(text, error) });
  }
}

// Returns what is wrong with a query: the parser is asked again with its tokens set far apart.
function locate(text: string, error: unknown): Fault {
  if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
    return tell("The answer does not fit into the memory of the browser, or the query is too deep.",
      "Narrow the query, count instead of listing, or add LIMIT.");
  }
  try {
    new Store().query(declare(prefixes) + spread(readTokens(text)).text);
  } catch (clearer) {
    const message = say(clearer).replace(/error at (\d+):/, (_, line) =>
      // The line of prefixes stands before the query.
      `error at ${Number(line) - 1}:`);
    return explain(text, message, prefixes);
  }
  return explain(text, say(error), prefixes);
}

const say = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function tell(message: string, remedy = "Load the page again."): Fault {
  return { message, remedy, line: 0, column: 0 };
}
